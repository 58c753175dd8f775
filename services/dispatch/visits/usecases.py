"""The steps of a visit beyond its own row: each verb's effect on ticket, job and timers (DI-08, DI-10)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.ids import site_date
from services.dispatch.jobs import usecases as jobs
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.visits import queries
from services.dispatch.visits.keeping import field_work, job_of, keep, ready_ticket, ticket_of, told
from services.dispatch.visits.models import Visit

CHECK_OUT = "visits.check_out"


async def depart(
    *, session: AsyncSession, act: Act, visit: Visit, at: datetime, told_at: datetime | None
) -> None:
    """Gone to the next visit: a check-out call still missing is missed now (DI-10).

    A departure told for an earlier time leaves visits alone that were completed after it.
    """
    happened = visit.depart(at=at)
    for other in await queries.without_check_out(session, technician_id=visit.technician_id, by=told_at):
        await keep(session, act, other, "miss-check-out", other.miss_check_out())
    await keep(session, act, visit, "depart", happened)


async def start(*, session: AsyncSession, act: Act, visit: Visit, at: datetime) -> None:
    """Work that the customer pays for waits for consent (PO-03, DI-12)."""
    happened = visit.start(at=at)
    await ready_ticket(session, visit)
    await keep(session, act, visit, "start", happened)


async def hand_in_report(
    *, session: AsyncSession, act: Act, visit: Visit, report: dict[str, Any], at: datetime
) -> None:
    """What was found on site stops the work, and its report, until the customer consents (PO-08)."""
    happened = visit.hand_in_report(report, at=at)
    if visit.status == "working":
        await ready_ticket(session, visit)
    await keep(session, act, visit, "report", happened)


async def complete(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, survey_given: str) -> None:
    """The job is done; headquarters waits for the check-out call from now on (DI-10)."""
    visit.require("arrived", "working")
    ticket = await ready_ticket(session, visit)
    happened = visit.complete(at=at, survey_given=survey_given)
    due_at = at + _patience(ticket, act)
    await timers.set(session, kind=CHECK_OUT, key=str(visit.id), due_at=due_at)
    await keep(session, act, visit, "complete", happened)
    job = await job_of(session, visit)
    job.finish()
    await jobs.keep(session, act, job, "finish")


async def check_out(*, session: AsyncSession, act: Act, visit: Visit, at: datetime) -> None:
    ticket = await ticket_of(session, visit)
    happened = visit.check_out(at=at, patience=_patience(ticket, act))
    await timers.cancel(session, kind=CHECK_OUT, key=str(visit.id))
    await keep(session, act, visit, "check-out", happened)


async def fail(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, reason: str) -> None:
    """The job leads the next day's list (DI-02)."""
    await keep(session, act, visit, "fail", visit.fail(at=at, reason=reason))
    job, ticket = await job_of(session, visit), await ticket_of(session, visit)
    job.wait_again(ready=ticket.ready)
    carried = job.carry_over(to=site_date(at) + timedelta(days=1))
    await jobs.keep(session, act, job, "carry-over", carried)


async def delay(
    *,
    session: AsyncSession,
    act: Act,
    visit: Visit,
    minutes: int,
    reason: str,
    said_at: datetime | None,
    channel: str | None,
) -> None:
    """The customer is told before the time, with the reason (DI-08)."""
    happened = visit.tell_delay(minutes=minutes, reason=reason, said_at=said_at, now=act.now)
    await keep(session, act, visit, "delay", [*happened, *told(visit, channel, reason)])


async def miss(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, channel: str | None) -> None:
    """The customer was not there and was called: a new appointment has to be made (DI-08)."""
    happened = visit.miss(at=at)
    await keep(session, act, visit, "no-show", [*happened, *told(visit, channel, f"no-show {visit.id}")])
    job, ticket = await job_of(session, visit), await ticket_of(session, visit)
    job.wait_again(ready=ticket.ready)
    await jobs.keep(session, act, job, "wait-again")


async def reschedule(
    *,
    session: AsyncSession,
    act: Act,
    visit: Visit,
    window: tuple[datetime, datetime],
    reason: str,
    agreed: str | None,
    at: datetime,
) -> None:
    """`agreed`: how the customer said yes to it."""
    moved = visit.reschedule(window=window, reason=reason, at=at)
    yes = visit.agree(how=agreed, at=at) if agreed else []
    await keep(session, act, visit, "reschedule", [*moved, *yes])
    job = await job_of(session, visit)
    job.day = visit.day
    await jobs.keep(session, act, job, "reschedule")


def _patience(ticket: Ticket, act: Act) -> timedelta:
    return timedelta(minutes=field_work(ticket, act).check_out_missed_minutes)
