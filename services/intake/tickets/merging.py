"""One demand registered twice: one ticket goes on with all that both have, the other points to it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import intake as events
from libs.common.record import record
from services.intake.contacts.models import Contact
from services.intake.tickets import charges, closing, links, progress, refusals, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketCharge, TicketComplaint, TicketVisit


async def merge_ticket(*, session: AsyncSession, act: Act, ticket: Ticket, other: Ticket) -> None:
    """`other` ends and points to `ticket`, which takes over its calls, charges, cases and earlier clocks.

    Raises `SameTicket`, `TicketEnded`, `TicketMerged`, `OtherCustomersTicket`, `OtherUnitsTicket`,
    `UnitUnknownHere`, `FurtherAlong`.
    """
    _refuse(ticket, other, await usecases.visits_of(session, other))
    merged = _merge(ticket, other, now=act.now)
    await _take_over(session, act, ticket, other)
    await usecases.keep(session, act, other, "merge", [merged])
    told = events.TicketUpdated(
        reason=f"merged {other.number}",
        priority=ticket.priority,  # type: ignore[arg-type]
        safety=ticket.safety,
        **ticket.due_times,
    )
    await usecases.keep(session, act, ticket, "take-over", [told])


def _refuse(ticket: Ticket, other: Ticket, visits: Sequence[TicketVisit]) -> None:
    if ticket.id == other.id:
        raise refusals.SameTicket()
    progress.refuse_when_ended(ticket)
    progress.refuse_when_ended(other)
    if ticket.customer_id != other.customer_id:
        raise refusals.OtherCustomersTicket()
    if ticket.unit_id is None and other.unit_id is not None:
        raise refusals.UnitUnknownHere()
    if other.unit_id not in (None, ticket.unit_id):
        raise refusals.OtherUnitsTicket()
    worked = any(visit.state in ("working", "completed") for visit in visits)
    if worked or other.done_at or other.unit_place or other.consent_given:
        raise refusals.FurtherAlong(number=other.number)


def _merge(ticket: Ticket, other: Ticket, *, now: datetime) -> events.TicketMerged:
    ticket.clocks = ticket.clocks.joined(other.clocks)
    ticket.chase_at = min(filter(None, (ticket.chase_at, other.chase_at)), default=None)
    ticket.priority = "urgent" if "urgent" in (ticket.priority, other.priority) else ticket.priority
    ticket.safety = ticket.safety or other.safety
    ticket.contact_id = ticket.contact_id or other.contact_id
    links.tie(ticket, "merged_from", other)
    links.tie(other, "merged_into", ticket)
    other.status, other.outcome, other.closed_at, other.merged_into = "closed", "merged", now, ticket.id
    closing.silence(other, now)
    return events.TicketMerged(into=ticket.id, number=ticket.number)


async def _take_over(session: AsyncSession, act: Act, ticket: Ticket, other: Ticket) -> None:
    """An open case or an unpaid charge stands in the way of the ticket that goes on (IN-10, IN-16)."""
    calls = select(Contact).where(Contact.ticket_id == other.id).order_by(Contact.id)
    for contact in await session.scalars(calls.with_for_update(**HELD)):
        contact.ticket_id = ticket.id
        await record(session, act=act, aggregate=contact, verb="follow-merge", correlation=ticket.id)
    for kept in (TicketCharge, TicketComplaint):
        await session.execute(update(kept).where(kept.ticket_id == other.id).values(ticket_id=ticket.id))
    charged = select(TicketCharge.charge_id).where(TicketCharge.ticket_id == ticket.id)
    if await session.scalar(charged.limit(1)):
        await charges.settle(session, ticket)


async def lock_ticket(*, session: AsyncSession, ticket_id: UUID) -> Ticket:
    """The ticket that a body names. Raises `UnknownTicket`."""
    ticket = await session.get(Ticket, ticket_id, with_for_update=HELD)
    if ticket is None:
        raise refusals.UnknownTicket()
    return ticket
