"""What can be done with a visit beyond its own row: each verb's effect on ticket, job, timers and charges."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.calendar import calendar_named
from libs.common.database import HELD
from libs.common.events.dispatch import CustomerNotified
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.policy.operations import FieldWork
from libs.common.record import record
from services.dispatch.jobs import usecases as jobs
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.refusals import ConsentNeeded
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import pack_of
from services.dispatch.visits import queries
from services.dispatch.visits.models import Visit

CHECK_OUT = "visits.check_out"
HELP = "visits.help"


async def keep(session: AsyncSession, act: Act, visit: Visit, verb: str, happened: Sequence[Event]) -> None:
    """Record what an act on the visit made happen."""
    await record(session, act=act, aggregate=visit, verb=verb, events=happened, correlation=visit.ticket_id)


async def depart(
    *, session: AsyncSession, act: Act, visit: Visit, at: datetime, told: datetime | None
) -> None:
    """Gone to the next visit: a check-out call still missing is missed now (DI-10).

    A departure told for an earlier time leaves visits alone that were completed after it.
    """
    happened = visit.depart(at=at)
    for other in await queries.without_check_out(session, technician_id=visit.technician_id, by=told):
        await keep(session, act, other, "miss-check-out", other.miss_check_out())
    await keep(session, act, visit, "depart", happened)


async def start(*, session: AsyncSession, act: Act, visit: Visit, at: datetime) -> None:
    """Work that the customer pays for waits for consent (PO-03, DI-12)."""
    happened = visit.start(at=at)
    await _refuse_without_consent(session, visit)
    await keep(session, act, visit, "start", happened)


async def hand_in_report(
    *, session: AsyncSession, act: Act, visit: Visit, report: dict[str, Any], at: datetime
) -> None:
    """What was found on site stops the work, and its report, until the customer consents (PO-08)."""
    happened = visit.hand_in_report(report, at=at)
    if visit.status == "working":
        await _refuse_without_consent(session, visit)
    await keep(session, act, visit, "report", happened)


async def complete(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, survey_given: str) -> None:
    """The job is done; headquarters waits for the check-out call from now on (DI-10)."""
    visit.require("arrived", "working")
    ticket = await _refuse_without_consent(session, visit)
    happened = visit.complete(at=at, survey_given=survey_given)
    due_at = at + _patience(_field_work(ticket, act))
    await timers.set(session, kind=CHECK_OUT, key=str(visit.id), due_at=due_at)
    await keep(session, act, visit, "complete", happened)
    job = await _job(session, visit)
    job.finish()
    await jobs.keep(session, act, job, "finish")


async def check_out(*, session: AsyncSession, act: Act, visit: Visit, at: datetime) -> None:
    ticket = await _ticket(session, visit)
    happened = visit.check_out(at=at, patience=_patience(_field_work(ticket, act)))
    await timers.cancel(session, kind=CHECK_OUT, key=str(visit.id))
    await keep(session, act, visit, "check-out", happened)


async def fail(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, reason: str) -> None:
    """The job leads the next day's list (DI-02)."""
    await keep(session, act, visit, "fail", visit.fail(at=at, reason=reason))
    job, ticket = await _job(session, visit), await _ticket(session, visit)
    carried = job.carry_over(failed_at=at, ready=ticket.ready)
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
    await keep(session, act, visit, "delay", [*happened, *_told(visit, channel, reason)])


async def miss(*, session: AsyncSession, act: Act, visit: Visit, at: datetime, channel: str | None) -> None:
    """The customer was not there and was called: a new appointment has to be made (DI-08)."""
    happened = visit.miss(at=at)
    await keep(session, act, visit, "no-show", [*happened, *_told(visit, channel, f"no-show {visit.id}")])
    job, ticket = await _job(session, visit), await _ticket(session, visit)
    job.wait_again(ready=ticket.ready)
    await jobs.keep(session, act, job, "wait-again")


async def reschedule(
    *,
    session: AsyncSession,
    act: Act,
    visit: Visit,
    window: tuple[datetime, datetime],
    reason: str,
    at: datetime,
) -> None:
    await keep(session, act, visit, "reschedule", visit.reschedule(window=window, reason=reason, at=at))
    job = await _job(session, visit)
    job.day = visit.day
    await jobs.keep(session, act, job, "reschedule")


async def find(*, session: AsyncSession, act: Act, visit: Visit, findings: list[str], text: str) -> None:
    """Work stops until intake has decided again, whatever it decides (PO-08)."""
    happened = visit.find(findings=findings, text=text)
    ticket = await session.get_one(Ticket, visit.ticket_id, with_for_update=HELD)
    ticket.ready = False
    await keep(session, act, visit, "find", happened)


async def ask_help(*, session: AsyncSession, act: Act, visit: Visit, question: str) -> None:
    """Headquarters owes the site an answer in time (DI-19)."""
    within = _field_work(await _ticket(session, visit), act).help_within
    due_at = calendar_named(within.calendar).add(act.now, hours=within.hours, days=within.days).due_at
    happened = visit.ask_help(question=question, due_at=due_at, owner="dispatcher", now=act.now)
    await timers.set(session, kind=HELP, key=str(visit.id), due_at=due_at)
    await keep(session, act, visit, "ask-help", happened)


async def answer_help(*, session: AsyncSession, act: Act, visit: Visit, text: str) -> None:
    happened = visit.answer_help(text=text, by=act.actor.subject, now=act.now)
    await timers.cancel(session, kind=HELP, key=str(visit.id))
    await keep(session, act, visit, "answer-help", happened)


async def take_unit(
    *, session: AsyncSession, act: Act, visit: Visit, to: str, receipt_no: str, backup: str
) -> None:
    ticket = await _ticket(session, visit)
    happened = visit.take_unit(
        to=to, receipt_no=receipt_no, category=ticket.category, backup=backup, now=act.now
    )
    await keep(session, act, visit, "take-unit", happened)


async def notify(*, session: AsyncSession, act: Act, visit: Visit, channel: str, text: str) -> None:
    await keep(session, act, visit, "notify", _told(visit, channel, text))


def _told(visit: Visit, channel: str | None, text: str) -> list[Event]:
    """By whatever channel, if by any; the bus gets a reference to the text, never the text."""
    if channel is None:
        return []
    text_hash = sha256(text.encode()).hexdigest()
    return [CustomerNotified(channel=channel, ticket_id=visit.ticket_id, text_hash=text_hash)]


def _patience(field_work: FieldWork) -> timedelta:
    return timedelta(minutes=field_work.check_out_missed_minutes)


def _field_work(ticket: Ticket, act: Act) -> FieldWork:
    return pack_of(ticket, today=site_date(act.now)).field_work


async def _ticket(session: AsyncSession, visit: Visit) -> Ticket:
    return await session.get_one(Ticket, visit.ticket_id)


async def _job(session: AsyncSession, visit: Visit) -> Job:
    return await session.get_one(Job, visit.job_id, with_for_update=HELD)


async def _refuse_without_consent(session: AsyncSession, visit: Visit) -> Ticket:
    ticket = await _ticket(session, visit)
    if not ticket.ready:
        raise ConsentNeeded
    return ticket
