"""What intake tells about tickets: it makes, holds, releases or drops the job (DI-02)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import (
    ConsentRecorded,
    TicketCancelled,
    TicketClosed,
    TicketImported,
    TicketMerged,
    TicketOpened,
    TicketQuoted,
    TicketReassigned,
    TicketReopened,
    TicketUpdated,
)
from libs.common.ids import derived_id, site_date
from libs.common.money import Money
from services.dispatch.charges.usecases import hear_consent
from services.dispatch.jobs import usecases
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.tickets import Ticket

tickets = Consumer("dispatch.tickets")

_KEPT = (
    *("number", "voucher_number", "customer_id", "kind", "category", "model", "serial", "fault_code"),
    *("fault", "service_type", "priority", "latitude", "longitude", "preferred_from", "preferred_to"),
    *("arrive_by", "repair_by", "key_customer", "under_contract", "safety", "purchase_date", "ready"),
    "demand_confirmed",
)
_DUE = ("arrive_by", "repair_by")
_REASSIGNED = (
    *("customer_id", "category", "model", "serial", "service_type", "ready", "latitude", "longitude"),
    *(*_DUE, "key_customer", "under_contract", "purchase_date"),
)
_UPDATED = (
    *("customer_id", "service_type", "priority", "ready", "preferred_from", "preferred_to"),
    *("fault_code", "fault", "latitude", "longitude", "safety", *_DUE),
    "demand_confirmed",
)


@tickets.on(TicketOpened)
async def ticket_opened(event: Received[TicketOpened], *, session: AsyncSession, act: Act) -> None:
    facts: dict[str, Any] = {name: getattr(event.data, name) for name in _KEPT}
    ticket = Ticket(id=event.subject, consented=None, ended=False, **facts)
    session.add(ticket)
    await session.flush()
    if event.data.field_work:
        await _make_job(session, act, ticket, event)


@tickets.on(TicketImported)
async def ticket_imported(
    event: Received[TicketImported],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    """Over long ago; kept for the day that it is opened again (IN-14)."""
    told = {name: getattr(event.data, name, None) for name in _KEPT}
    plain = {"priority": "normal", "ready": True, "demand_confirmed": True, "safety": False}
    plain |= {"key_customer": False, "under_contract": event.data.service_type == "B"}
    session.add(Ticket(id=event.subject, consented=None, ended=True, **told | plain))


@tickets.on(TicketUpdated)
async def ticket_updated(event: Received[TicketUpdated], *, session: AsyncSession, act: Act) -> None:
    ticket = await _ticket(session, event.subject)
    _take(ticket, event.data, *_UPDATED)
    if event.data.field_work is False:
        await _drop_jobs(session, act, ticket, reason=event.data.reason or "no field work")
    await _hold_or_release(session, act, ticket, moved_to=event.data.preferred_from)


@tickets.on(TicketQuoted)
async def ticket_quoted(event: Received[TicketQuoted], *, session: AsyncSession, act: Act) -> None:
    ticket = await _ticket(session, event.subject)
    ticket.quote(minutes=event.data.minutes)
    await _hold_or_release(session, act, ticket)


@tickets.on(ConsentRecorded)
async def consent_recorded(event: Received[ConsentRecorded], *, session: AsyncSession, act: Act) -> None:
    ticket = await _ticket(session, event.subject)
    ticket.answer_quote(given=event.data.given, price=Money(event.data.amount, event.data.currency))
    _take(ticket, event.data, *_DUE)
    await hear_consent(session=session, act=act, ticket=ticket)
    await _hold_or_release(session, act, ticket)


@tickets.on(TicketReassigned)
async def ticket_reassigned(event: Received[TicketReassigned], *, session: AsyncSession, act: Act) -> None:
    """The right customer has agreed to no price, and to no appointment (DI-08)."""
    ticket = await _ticket(session, event.subject)
    ticket.quote(minutes=None)
    for name in _REASSIGNED:
        setattr(ticket, name, getattr(event.data, name))
    if event.data.customer_id != event.data.from_customer_id:
        for job in await _jobs_to_do(session, ticket):
            await usecases.void_appointment(session=session, act=act, job=job, reason="reassigned")
    await _hold_or_release(session, act, ticket)


@tickets.on(TicketReopened)
async def ticket_reopened(event: Received[TicketReopened], *, session: AsyncSession, act: Act) -> None:
    ticket = await _ticket(session, event.subject)
    ticket.ended, ticket.ready = False, event.data.ready
    _take(ticket, event.data, *_DUE)
    if event.data.field_work:
        await _make_job(session, act, ticket, event, repeat_repair=event.data.repeat_repair)


@tickets.on(TicketClosed)
async def ticket_closed(event: Received[TicketClosed], *, session: AsyncSession, act: Act) -> None:
    await _end(session, act, event.subject, reason=event.data.outcome)


@tickets.on(TicketCancelled)
async def ticket_cancelled(event: Received[TicketCancelled], *, session: AsyncSession, act: Act) -> None:
    await _end(session, act, event.subject, reason=event.data.reason)


@tickets.on(TicketMerged)
async def ticket_merged(event: Received[TicketMerged], *, session: AsyncSession, act: Act) -> None:
    """Registered twice: the job of the ticket that goes on is enough."""
    await _end(session, act, event.subject, reason=f"merged into {event.data.number}")


async def _end(session: AsyncSession, act: Act, ticket_id: UUID, *, reason: str) -> None:
    ticket = await _ticket(session, ticket_id)
    ticket.ended = True
    await _drop_jobs(session, act, ticket, reason=reason)


async def _drop_jobs(session: AsyncSession, act: Act, ticket: Ticket, *, reason: str) -> None:
    """Whatever of the ticket's field work isn't done (DI-02)."""
    for job in await _jobs_to_do(session, ticket):
        await usecases.end_job(session=session, act=act, job=job, reason=reason)


def _take(ticket: Ticket, told: Event, *names: str) -> None:
    """What the event tells anew; None is unchanged."""
    for name in names:
        if (value := getattr(told, name)) is not None:
            setattr(ticket, name, value)


async def _ticket(session: AsyncSession, ticket_id: UUID) -> Ticket:
    return await session.get_one(Ticket, ticket_id, with_for_update=HELD)


async def _make_job(
    session: AsyncSession, act: Act, ticket: Ticket, event: Received[Any], *, repeat_repair: bool = False
) -> None:
    day = max(site_date(event.time), site_date(ticket.preferred_from or event.time))
    job = Job(
        id=derived_id(event.id, "job"),
        ticket_id=ticket.id,
        status="open" if ticket.ready else "held",
        day=day,
        opened_at=event.time,
        repeat_repair=repeat_repair,
    )
    session.add(job)
    await usecases.keep(session, act, job, "create", job.create())


async def _hold_or_release(
    session: AsyncSession, act: Act, ticket: Ticket, *, moved_to: datetime | None = None
) -> None:
    for job in await _jobs_to_do(session, ticket):
        before = job.status, job.day
        if ticket.ready:
            job.release(on=site_date(act.now))
        else:
            job.hold()
        if moved_to:
            job.wish(site_date(moved_to))
        if (job.status, job.day) != before:
            await usecases.keep(session, act, job, "update")


async def _jobs_to_do(session: AsyncSession, ticket: Ticket) -> list[Job]:
    query = select(Job).where(Job.ticket_id == ticket.id, Job.status.not_in(("done", "cancelled")))
    return list(await session.scalars(query.order_by(Job.id).with_for_update(**HELD)))
