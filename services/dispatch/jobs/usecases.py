"""What can be done with a job, one function a verb."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.record import record
from libs.common.web.problems import Invalid, Refusal
from services.dispatch.jobs import queries, refusals, rules
from services.dispatch.jobs.models import Job, RegisterEntry
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import planning_on
from services.dispatch.technicians.models import Technician
from services.dispatch.visits.models import Visit


class TechnicianInactive(Refusal):
    code = "technician_inactive"
    zh = "该服务人员已停用。"
    en = "The technician is not active."


CARRY_OVER = "jobs.carry_over"


async def keep(session: AsyncSession, act: Act, job: Job, verb: str, happened: Sequence[Event] = ()) -> None:
    """Records what an act made of the job, which its day's end finds undone or not (DI-02)."""
    if job.day_ends_at:
        await timers.set(session, kind=CARRY_OVER, key=str(job.id), due_at=job.day_ends_at)
    else:
        await timers.cancel(session, kind=CARRY_OVER, key=str(job.id))
    await record(session, act=act, aggregate=job, verb=verb, events=happened, correlation=job.ticket_id)


async def assign_job(
    *,
    session: AsyncSession,
    act: Act,
    job: Job,
    technician_id: UUID,
    window: tuple[datetime, datetime],
    agreed: str | None,
) -> tuple[Visit, list[rules.WarningCode]]:
    """By hand: never refused for shift, skill, travel or region, only warned of (DI-06)."""
    technician = await session.get(Technician, technician_id)
    if technician is None:
        raise Invalid.field("/technician_id", "unknown", "there is no such technician")
    ticket = await queries.ticket_of(session, job)
    job.refuse_unless_open(demand_confirmed=ticket.demand_confirmed)
    if technician.status != "active":
        raise TechnicianInactive
    figures = planning_on(site_date(act.now))
    booked = await queries.booked(
        session, technician_id=technician.id, day=site_date(window[0]), figures=figures
    )
    warnings = rules.broken_by(technician, ticket, window, booked, figures)
    visit = await give(
        session=session,
        act=act,
        job=job,
        technician=technician,
        window=window,
        warnings=warnings,
        agreed=agreed,
    )
    return visit, warnings


async def give(
    *,
    session: AsyncSession,
    act: Act,
    job: Job,
    technician: Technician,
    window: tuple[datetime, datetime],
    warnings: Sequence[rules.WarningCode] = (),
    planned: Sequence[Event] = (),
    agreed: str | None = None,
) -> Visit:
    """The job to the technician: a visit, and a line of the dispatch register (DI-07)."""
    by = act.actor.subject
    visit = Visit.offer(job=job.id, ticket=job.ticket_id, technician=technician, window=window)
    assigned = job.assign(visit_id=visit.id, technician_id=technician.id, by=by, window=window)
    session.add(visit)
    await keep(session, act, job, "assign", [*planned, *assigned])
    session.add(_entry(visit, act, warnings))
    yes = visit.agree(how=agreed, at=act.now) if agreed else []
    offered = [*visit.schedule(), *yes]
    await record(session, act=act, aggregate=visit, verb="offer", events=offered, correlation=job.ticket_id)
    return visit


async def refuse_job(*, session: AsyncSession, act: Act, job: Job, reason: str) -> None:
    """Refusal is recorded with its reason; the dispatcher judges it afterwards (DI-07)."""
    visit, entry = await _take_back(session, act, job, reason)
    entry.refused = {"by": act.actor.subject, "at": act.now.isoformat(), "reason": reason}
    refused = events.JobRefused(
        ticket_id=job.ticket_id, technician_id=visit.technician_id, reason=reason, user=visit.user
    )
    await keep(session, act, job, "refuse", [refused])


async def unassign_job(*, session: AsyncSession, act: Act, job: Job) -> None:
    await _take_back(session, act, job, "unassigned")
    await keep(session, act, job, "unassign")


async def void_appointment(*, session: AsyncSession, act: Act, job: Job, reason: str) -> None:
    """It was agreed with somebody else: whoever is on site already finds out there."""
    if job.status != "assigned":
        return
    visit = await session.get_one(Visit, job.visit_id, with_for_update=HELD)
    if not visit.arrived_at:
        await _take_back(session, act, job, reason)
        await keep(session, act, job, "unassign")


async def judge_refusal(*, session: AsyncSession, act: Act, job: Job, justified: bool, reason: str) -> None:
    """Not justified is disobeyed dispatch, a fact for the conduct ledger (DI-07, DI-17)."""
    entry = await queries.last_refusal(session, job)
    if entry is None:
        raise refusals.JobNotRefused
    technician = await session.get_one(Technician, entry.technician_id)
    now = act.now.isoformat()
    entry.judged = {"by": act.actor.subject, "at": now, "justified": justified, "reason": reason}
    judged = events.RefusalJudged(
        ticket_id=job.ticket_id,
        technician_id=technician.id,
        justified=justified,
        reason=reason,
        user=technician.user,
    )
    await keep(session, act, job, "judge-refusal", [judged])


async def end_job(*, session: AsyncSession, act: Act, job: Job, reason: str) -> None:
    """The ticket ended without this work: job cancelled, its visit off."""
    if job.visit_id:
        visit = await session.get_one(Visit, job.visit_id, with_for_update=HELD)
        if not visit.over:
            await _withdraw(session, act, visit, reason)
    await keep(session, act, job, "cancel", job.cancel(reason=reason))


async def _take_back(session: AsyncSession, act: Act, job: Job, reason: str) -> tuple[Visit, RegisterEntry]:
    """The job waits again; not once the technician is on site."""
    job.refuse_unless_assigned()
    visit = await session.get_one(Visit, job.visit_id, with_for_update=HELD)
    if visit.arrived_at:
        raise refusals.WorkUnderWay
    ticket = await session.get_one(Ticket, job.ticket_id)
    job.wait_again(ready=ticket.ready)
    entry = await _withdraw(session, act, visit, reason)
    return visit, entry


async def _withdraw(session: AsyncSession, act: Act, visit: Visit, reason: str) -> RegisterEntry:
    entry = await session.get_one(RegisterEntry, visit.id)
    entry.withdrawn_at = act.now
    off = visit.withdraw(now=act.now, reason=reason)
    await record(session, act=act, aggregate=visit, verb="withdraw", events=off, correlation=visit.ticket_id)
    return entry


def _entry(visit: Visit, act: Act, warnings: Sequence[rules.WarningCode]) -> RegisterEntry:
    return RegisterEntry(
        visit_id=visit.id,
        job_id=visit.job_id,
        ticket_id=visit.ticket_id,
        technician_id=visit.technician_id,
        ordered_by=act.actor.subject,
        ordered_at=act.now,
        day=site_date(act.now),
        window_from=visit.window_from,
        window_to=visit.window_to,
        warnings=list(warnings),
    )
