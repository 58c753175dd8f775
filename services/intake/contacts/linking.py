"""Whose call it was, and about which ticket, is often known only after it was registered (IN-01, IN-11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.intake.contacts.models import Contact
from services.intake.contacts.queries import known_of
from services.intake.contacts.usecases import answer_on_ticket
from services.intake.customers.usecases import UnknownCustomer
from services.intake.tickets.refusals import UnknownTicket


class ContactLinked(Refusal):
    code = "contact_linked"
    zh = "该来访登记已关联其他客户或服务单。"
    en = "The contact is linked to another customer or ticket already."


class AnothersTicket(Invalid):
    code = "other_customers_ticket"
    zh = "该服务单属于另一位客户。"
    en = "The ticket is another customer's."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/ticket_id", self.code, self.en)])


class LinkTheCase(Refusal):
    code = "link_the_case"
    zh = "投诉请在投诉案件上关联服务单。"
    en = "Of a complaint the case is linked to the ticket, not the call."


async def link_contact(
    *, session: AsyncSession, act: Act, contact: Contact, customer_id: UUID | None, ticket_id: UUID | None
) -> None:
    """Raises `UnknownCustomer`, `UnknownTicket`, and the refusals above."""
    customer, ticket = await _named(session, contact, customer_id, ticket_id)
    if contact.customer_id not in (None, customer) or contact.ticket_id not in (None, ticket):
        raise ContactLinked
    if contact.kind == "complaint" and ticket != contact.ticket_id:
        raise LinkTheCase
    newly_on_ticket = ticket != contact.ticket_id
    happened = contact.link(customer_id=customer, ticket_id=ticket)
    if happened:
        await record(
            session, act=act, aggregate=contact, verb="link", events=happened, correlation=contact.ticket_id
        )
    if newly_on_ticket:
        await answer_on_ticket(session, act, contact)


async def _named(
    session: AsyncSession, contact: Contact, customer_id: UUID | None, ticket_id: UUID | None
) -> tuple[UUID | None, UUID | None]:
    """What was named, else what the contact has; a ticket tells its customer."""
    known = await known_of(session, customer_id=customer_id, ticket_id=ticket_id, phone=None)
    if customer_id is not None and known.customer is None:
        raise UnknownCustomer
    if ticket_id is not None and known.ticket is None:
        raise UnknownTicket
    customer = known.customer or contact.customer_id or known.of_ticket
    if known.of_ticket not in (None, customer):
        raise AnothersTicket
    return customer, known.ticket or contact.ticket_id
