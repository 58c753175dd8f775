"""What can be done with a ticket, one function a verb; what opens one stands in `opening.py`."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.policy.pack import Pack
from libs.common.record import record
from services.intake.contracts.queries import contract_in_force
from services.intake.tickets import alarms, charges, closing, deciding, ladder, progress, quoting
from services.intake.tickets.models import Ticket
from services.intake.tickets.quote import Quote
from services.intake.tickets.records import TicketComplaint, TicketNotice, TicketVisit


async def keep(session: AsyncSession, act: Act, ticket: Ticket, verb: str, happened: list[Event]) -> None:
    """Record a change and set the ticket's one alarm to the next time that something falls due.

    Each step of the ladder among what happened is written on the ticket (IN-07).
    """
    if steps := ladder.written(happened, at=act.now, by=act.actor.subject):
        ticket.steps = [*ticket.steps, *steps]
    await alarms.set_alarm(session, ticket)
    await record(session, act=act, aggregate=ticket, verb=verb, events=happened, correlation=ticket.id)


async def visits_of(session: AsyncSession, ticket: Ticket) -> list[TicketVisit]:
    return list(await session.scalars(select(TicketVisit).where(TicketVisit.ticket_id == ticket.id)))


async def complaints_of(session: AsyncSession, ticket: Ticket) -> list[TicketComplaint]:
    return list(await session.scalars(select(TicketComplaint).where(TicketComplaint.ticket_id == ticket.id)))


async def make_quote(*, session: AsyncSession, act: Act, ticket: Ticket, quote: Quote) -> None:
    await keep(session, act, ticket, "quote", quoting.make_quote(ticket, quote=quote, now=act.now))


async def release_quote(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    happened = quoting.release_quote(ticket, by=act.actor.subject, now=act.now)
    await keep(session, act, ticket, "release-quote", happened)


async def record_consent(
    *, session: AsyncSession, act: Act, ticket: Ticket, given: bool, by: str, how: str
) -> None:
    """Consent lets work begin; a refusal closes the ticket as `declined` (PO-03, IN-16)."""
    visits = await visits_of(session, ticket)
    happened = quoting.record_consent(
        ticket, given=given, by=by, how=how, heard_by=act.actor.subject, visits=visits, now=act.now
    )
    if not given:
        complaints = await complaints_of(session, ticket)
        happened += closing.decline(ticket, complaints=complaints, now=act.now)
    await keep(session, act, ticket, "consent", happened)


async def close_ticket(
    *, session: AsyncSession, act: Act, ticket: Ticket, outcome: str, new_serial: str | None = None
) -> None:
    """`new_serial` of the piece that took the unit's place (PO-11)."""
    happened = closing.close(
        ticket,
        outcome=outcome,
        new_serial=new_serial,
        visits=await visits_of(session, ticket),
        complaints=await complaints_of(session, ticket),
        now=act.now,
    )
    await keep(session, act, ticket, "close", happened)


async def cancel_ticket(*, session: AsyncSession, act: Act, ticket: Ticket, reason: str) -> None:
    visits, complaints = await visits_of(session, ticket), await complaints_of(session, ticket)
    happened = closing.cancel(ticket, reason=reason, visits=visits, complaints=complaints, now=act.now)
    await keep(session, act, ticket, "cancel", happened)


async def reopen_ticket(
    *, session: AsyncSession, act: Act, ticket: Ticket, reason: str, same_fault: bool
) -> None:
    """Fresh clocks from now on, and for the same fault soon after its repair a repeat repair (IN-16)."""
    within = (await fresh_clocks(session, act, ticket)).tickets.reopen_within_days
    happened = closing.reopen(ticket, reason=reason, same_fault=same_fault, within_days=within, now=act.now)
    await keep(session, act, ticket, "reopen", happened)


async def reopen_over_complaint(*, session: AsyncSession, act: Act, ticket: Ticket, reason: str) -> None:
    """A case older than the ending: an answer is awaited again; work that was done stays done (IN-10)."""
    if closing.work_is_done(ticket):
        alarms.start_answer(ticket, pack=deciding.pack_of(ticket, site_date(act.now)), now=act.now)
    else:
        await fresh_clocks(session, act, ticket)
    happened = closing.reopen_over_complaint(ticket, reason=reason, now=act.now)
    await keep(session, act, ticket, "reopen", happened)


async def repair_again(*, session: AsyncSession, act: Act, ticket: Ticket, said_at: datetime) -> None:
    """The effect call heard "not fixed" (FU-04); of a ticket that is at work again it says nothing new."""
    if not ticket.ended and (ticket.done_at is None or said_at < ticket.done_at):
        return
    within = (await fresh_clocks(session, act, ticket)).tickets.reopen_within_days
    happened = closing.not_fixed(ticket, within_days=within, said_at=said_at)
    await keep(session, act, ticket, "reopen", happened)


async def fresh_clocks(session: AsyncSession, act: Act, ticket: Ticket) -> Pack:
    """With the response time of a contract still in force (PO-04)."""
    today = site_date(act.now)
    pack = deciding.pack_of(ticket, today)
    contract = await contract_in_force(session, ticket.unit_id, today) if ticket.unit_id else None
    hours = contract.response_hours if contract else None
    alarms.start_clocks(ticket, pack=pack, response_hours=hours, now=act.now)
    return pack


async def waive_charge(*, session: AsyncSession, act: Act, ticket: Ticket, reason: str) -> None:
    """Of what the customer was asked for so far; a later charge is open again (IN-16)."""
    happened = closing.waive_charge(ticket, reason=reason)
    await charges.waive(session, ticket)
    await keep(session, act, ticket, "waive", happened)


async def notify_customer(
    *, session: AsyncSession, act: Act, ticket: Ticket, channel: str, text: str
) -> None:
    """Tell the customer, on record; a ticket closes only after it (IN-16)."""
    notice = TicketNotice(
        id=new_id(),
        ticket_id=ticket.id,
        channel=channel,
        text=text,
        told_by=act.actor.subject,
        told_at=act.now,
    )
    session.add(notice)
    progress.told(ticket, at=act.now)
    text_hash = sha256(text.encode()).hexdigest()
    told = events.CustomerNotified(channel=channel, ticket_id=ticket.id, text_hash=text_hash)
    await keep(session, act, ticket, "notify", [told])


async def resolve_remotely(
    *, session: AsyncSession, act: Act, ticket: Ticket, report: dict[str, Any], at: datetime | None
) -> None:
    progress.resolved_remotely(ticket, report=report, at=at or act.now)
    progress.settle_status(ticket, await visits_of(session, ticket))
    happened: list[Event] = [events.TicketUpdated(reason="resolved remotely", field_work=False)]
    await keep(session, act, ticket, "resolve-remote", happened)


async def note_outbound_contact(
    *, session: AsyncSession, act: Act, ticket_id: UUID, at: datetime, estimate: datetime | None
) -> None:
    """At `at` we gave a solution or an estimate: that is the first answer, an estimate is a deadline (IN-06).

    A solution given is the customer told (IN-16).
    """
    ticket = await session.get(Ticket, ticket_id, with_for_update=HELD)
    if ticket is None or ticket.ended:
        return
    ticket.clocks = ticket.clocks.meet("answer", at)
    if estimate is not None:
        desk = deciding.pack_of(ticket, site_date(act.now)).desk
        ticket.clocks = ticket.clocks.promise_reply(estimate, desk=desk, now=act.now)
    else:
        ticket.clocks = ticket.clocks.meet("reply", at)
        progress.told(ticket, at=at)
    await keep(session, act, ticket, "answered", [events.TicketUpdated(reason="answered")])
