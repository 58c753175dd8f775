"""Reading jobs and the dispatch register."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.policy.operations import Planning
from services.dispatch.jobs import rules
from services.dispatch.jobs.models import Job, RegisterEntry
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import minutes_on_site
from services.dispatch.planning import travel
from services.dispatch.visits.columns import ENDS
from services.dispatch.visits.models import Visit

_NO_LONGER = (*ENDS, "completed")


def jobs(*, day: date | None, status: str | None, ticket_id: UUID | None) -> Select[Any]:
    """`day`: on whose list they stand; what was carried over stands on each later one until dispatched."""
    wanted = {Job.status: status, Job.ticket_id: ticket_id}
    query = select(Job).where(*(column == value for column, value in wanted.items() if value is not None))
    if day is None:
        return query
    left_undone = and_(Job.status == "open", Job.carried_to <= day)
    return query.where(or_(Job.day == day, left_undone))


async def ticket_of(session: AsyncSession, job: Job) -> Ticket:
    return await session.get_one(Ticket, job.ticket_id)


async def waiting(session: AsyncSession, *, day: date) -> list[tuple[Job, Ticket]]:
    """Open jobs, the most urgent first; those wished for a later day are left out (DI-02)."""
    query = select(Job, Ticket).join(Ticket, Ticket.id == Job.ticket_id)
    rows = await session.execute(query.where(Job.status == "open", Job.day <= day))
    return sorted(rows, key=lambda row: rules.urgency(*row, day=day))


async def booked(
    session: AsyncSession, *, technician_id: UUID, day: date, figures: Planning
) -> list[rules.Booked]:
    """What a technician has to do on that day."""
    query = (
        select(Visit, Ticket)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Visit.technician_id == technician_id, Visit.day == day, Visit.status.not_in(_NO_LONGER))
    )
    return [
        rules.Booked(
            visit.window_from,
            visit.window_to,
            minutes_on_site(ticket, figures),
            travel.point(ticket.latitude, ticket.longitude),
        )
        for visit, ticket in (await session.execute(query))
    ]


async def register_entries(session: AsyncSession, *, day: date) -> Sequence[RegisterEntry]:
    """Orders given on that day, the newest first (DI-07)."""
    query = select(RegisterEntry).where(RegisterEntry.day == day)
    return (await session.scalars(query.order_by(RegisterEntry.visit_id.desc()))).all()


async def last_refusal(session: AsyncSession, job: Job) -> RegisterEntry | None:
    """The newest refusal of the job that nobody has judged."""
    query = select(RegisterEntry).where(RegisterEntry.job_id == job.id)
    entries = await session.scalars(query.order_by(RegisterEntry.visit_id.desc()))
    return next((entry for entry in entries if entry.refused and not entry.judged), None)
