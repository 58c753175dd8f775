"""One call, two demands: the second gets a ticket of its own (IN-01, IN-04)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import intake as events
from libs.common.web.problems import FieldError, Invalid
from services.intake.contacts.models import Contact
from services.intake.tickets import links, progress, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.opening import open_ticket
from services.intake.tickets.schemas_ties import SplitTicket


class UnknownContact(Invalid):
    code = "unknown_contact"
    zh = "该客户没有这条来访登记。"
    en = "The customer has no such contact."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/contact_id", self.code, self.en)])


async def split_ticket(*, session: AsyncSession, act: Act, ticket: Ticket, asked: SplitTicket) -> Ticket:
    """The second ticket: the same customer and call, a number, decision and clocks of its own.

    Raises `TicketEnded`, `UnknownContact`, and what opening a ticket raises.
    """
    progress.refuse_when_ended(ticket)
    contact_id = await _call(session, ticket, asked.contact_id)
    second = await open_ticket(session=session, act=act, asked=asked.opening(ticket))
    second.contact_id = contact_id
    links.tie(second, "split_from", ticket)
    links.tie(ticket, "split_into", second)
    await _count_from_the_call(session, act, second, ticket)
    split = events.TicketSplit(into=second.id, number=second.number)
    await usecases.keep(session, act, ticket, "split", [split])
    return second


async def _call(session: AsyncSession, ticket: Ticket, contact_id: UUID | None) -> UUID | None:
    """In which both were asked for: the one named, else the first about the ticket."""
    if contact_id is None:
        first = select(Contact.id).where(Contact.ticket_id == ticket.id).order_by(Contact.id).limit(1)
        return ticket.contact_id or await session.scalar(first)
    named = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == ticket.customer_id)
    if await session.scalar(named) is None:
        raise UnknownContact()
    return contact_id


async def _count_from_the_call(session: AsyncSession, act: Act, second: Ticket, first: Ticket) -> None:
    """Both were asked for at once: the second's clocks run from the same request (IN-06)."""
    await usecases.fresh_clocks(session, replace(act, now=first.opened_at), second)
    reason = f"split from {first.number}"
    told = events.TicketUpdated(reason=reason, split_from=first.id, **second.due_times)
    await usecases.keep(session, act, second, "split-off", [told])
