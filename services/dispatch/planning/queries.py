"""What a plan of the day is made of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from libs.common.ids import SITE_ZONE
from libs.common.policy.operations import Planning
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import minutes_on_site
from services.dispatch.planning import travel
from services.dispatch.planning.rules import Route, Span, Stop, Task
from services.dispatch.technicians.models import Technician
from services.dispatch.visits.columns import ENDS
from services.dispatch.visits.models import Visit

_NO_LONGER = (*ENDS, "completed")


async def active_technicians(session: AsyncSession) -> Sequence[Technician]:
    query = select(Technician).where(Technician.status == "active")
    return (await session.scalars(query.order_by(Technician.id))).all()


async def routes(session: AsyncSession, *, day: date, now: datetime, figures: Planning) -> list[Route]:
    """Each active technician's day with the appointments that stand, which a plan respects (DI-06)."""
    standing = await _standing(session, day=day, figures=figures)
    return [
        _route(technician, standing[technician.id], day=day, now=now, figures=figures)
        for technician in await active_technicians(session)
    ]


async def jobs_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Job]:
    """Locked, in the order of ids."""
    query = select(Job).where(Job.id.in_(ids)).order_by(Job.id).with_for_update(**HELD)
    return {job.id: job for job in await session.scalars(query)}


async def technicians_by_id(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Technician]:
    query = select(Technician).where(Technician.id.in_(ids))
    return {technician.id: technician for technician in await session.scalars(query)}


def task(job: Job, ticket: Ticket, *, day: date, figures: Planning) -> Task:
    """The customer's wished window holds on its own day; passed over, any time of the day does."""
    starts = datetime.combine(day, datetime.min.time(), SITE_ZONE)
    ends = datetime.combine(day, datetime.max.time(), SITE_ZONE)
    wished = bool(ticket.preferred_from and ticket.preferred_to and starts <= ticket.preferred_from <= ends)
    return Task(
        job_id=job.id,
        place=travel.point(ticket.latitude, ticket.longitude),
        minutes=minutes_on_site(ticket, figures),
        skill=ticket.category,
        earliest=ticket.preferred_from if wished and ticket.preferred_from else starts,
        latest=ticket.preferred_to if wished and ticket.preferred_to else ends,
    )


async def _standing(session: AsyncSession, *, day: date, figures: Planning) -> dict[UUID, list[Stop]]:
    query = (
        select(Visit, Ticket)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Visit.day == day, Visit.status.not_in(_NO_LONGER))
        .order_by(Visit.window_from, Visit.id)
    )
    stops: dict[UUID, list[Stop]] = defaultdict(list)
    for visit, ticket in await session.execute(query):
        stops[visit.technician_id].append(_stop(visit, ticket, figures))
    return stops


def _stop(visit: Visit, ticket: Ticket, figures: Planning) -> Stop:
    start = visit.started_at or visit.arrived_at or visit.window_from
    return Stop(
        job_id=visit.job_id,
        place=travel.point(ticket.latitude, ticket.longitude),
        arrive_at=start,
        start_at=start,
        end_at=start + timedelta(minutes=minutes_on_site(ticket, figures)),
        travel_minutes=0,
        added=False,
    )


def _route(
    technician: Technician, stops: list[Stop], *, day: date, now: datetime, figures: Planning
) -> Route:
    shift_from, shift_to = technician.shift_on(day)
    lunch: Span = (
        datetime.combine(day, figures.lunch.from_, SITE_ZONE),
        datetime.combine(day, figures.lunch.to, SITE_ZONE),
    )
    return Route(
        technician_id=technician.id,
        skills=frozenset(skill.casefold() for skill in technician.skills),
        base=(technician.latitude, technician.longitude),
        free_from=max(shift_from, now),
        free_to=shift_to,
        blocked=[lunch, *technician.absence_spans()],
        stops=stops,
    )
