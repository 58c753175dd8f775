"""Registering a contact and what follows from it (IN-01, IN-03)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.calendar import CalendarError
from libs.common.database import HELD
from libs.common.ids import new_id, site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.record import record
from libs.common.web.problems import Invalid
from services.intake.contacts import rules
from services.intake.contacts.answering import answer_contact, count_article, refer_to_article, set_alarm
from services.intake.contacts.models import Contact
from services.intake.contacts.queries import known_of
from services.intake.contacts.schemas import ContactIn
from services.intake.customers.usecases import UnknownCustomer
from services.intake.suggestions.usecases import register_suggestion
from services.intake.tickets.records import TicketComplaint
from services.intake.tickets.refusals import UnknownTicket
from services.intake.tickets.usecases import note_outbound_contact


async def register_contact(*, session: AsyncSession, act: Act, details: ContactIn) -> Contact:
    """Register what was said, and set going what follows from it.

    Raises `UnknownCustomer`, `UnknownTicket`, `Invalid` for a promise that no calendar reaches.
    """
    customer_id, ticket_id = await _whose(session, details)
    contact = _new_contact(act, details, customer_id, ticket_id)
    with _within_the_calendar(contact, act):
        await _watch(session, contact)
    if details.article_id is not None:
        await refer_to_article(session, contact, details.article_id)
    session.add(contact)
    await record(
        session,
        act=act,
        aggregate=contact,
        verb="register",
        events=contact.registered(),
        correlation=contact.ticket_id,
    )
    await count_article(session, act, contact)
    await _pass_on(session, act, contact)
    return contact


async def _whose(session: AsyncSession, details: ContactIn) -> tuple[UUID | None, UUID | None]:
    """The customer that was named, else the ticket's, else the only one with this number; and the ticket."""
    known = await known_of(
        session, customer_id=details.customer_id, ticket_id=details.ticket_id, phone=details.phone
    )
    if details.customer_id is not None and known.customer is None:
        raise UnknownCustomer
    if details.ticket_id is not None and known.of_ticket is None:
        raise UnknownTicket
    return known.customer or known.of_ticket or known.of_phone, known.ticket


def _new_contact(act: Act, details: ContactIn, customer_id: UUID | None, ticket_id: UUID | None) -> Contact:
    answered_at = details.occurred_at or act.now
    return Contact(
        id=new_id(),
        **details.model_dump(exclude={"customer_id", "ticket_id", "occurred_at", "answered", "article_id"}),
        phone=details.phone,
        customer_id=customer_id,
        ticket_id=ticket_id,
        occurred_at=answered_at,
        registered_at=act.now,
        agent=act.actor.subject,
        status="closed",
        answered=details.settled,
        answered_at=answered_at if details.settled else None,
        due_at=None,
        department=rules.DEPARTMENT,
        ahead=[],
        steps=[],
    )


async def _watch(session: AsyncSession, contact: Contact) -> None:
    """Watch the reply that somebody waits for, unless the ticket's own clock does (IN-03, IN-06)."""
    told_on_ticket = contact.direction == "outbound" and contact.ticket_id is not None
    if contact.answered or told_on_ticket or not rules.needs_reply(contact.kind, contact.promised_at):
        return
    pack = shipped_packs().base(site_date(contact.registered_at))
    deadline = rules.reply_deadline(promised_at=contact.promised_at, since=contact.occurred_at, pack=pack)
    contact.wait(deadline, rules.ladder(deadline, registered_at=contact.registered_at, figures=pack.ladder))
    await set_alarm(session, contact)


@contextmanager
def _within_the_calendar(contact: Contact, act: Act) -> Iterator[None]:
    try:
        yield
    except CalendarError as error:
        pointer = "/promised_at" if contact.promised_at else "/occurred_at"
        detail = error.detail if act.language == "en" else error.detail_zh
        raise Invalid.field(pointer, error.code, detail) from None


async def _pass_on(session: AsyncSession, act: Act, contact: Contact) -> None:
    """What follows from it.

    A suggestion gets its file; a complaint's case stands in its ticket's way before anybody registers it
    (IN-10); a call back answers who waits for it, on the ticket or without one.
    """
    if contact.kind == "suggestion":
        await register_suggestion(
            session=session,
            act=act,
            channel=contact.channel,
            text=contact.content,
            customer_id=contact.customer_id,
            ticket_id=contact.ticket_id,
            contact_id=contact.id,
        )
    if contact.kind == "complaint" and contact.ticket_id:
        case = {"case_id": contact.case_id, "ticket_id": contact.ticket_id}
        session.add(TicketComplaint(**case, received_at=contact.occurred_at, open=True))
    await answer_on_ticket(session, act, contact)
    if contact.direction == "outbound" and contact.answered:
        await _answer_waiting(session, act, contact)


async def answer_on_ticket(session: AsyncSession, act: Act, contact: Contact) -> None:
    """A call out that told a solution or an estimate is the ticket's answer (IN-06)."""
    if contact.direction == "outbound" and contact.ticket_id and (contact.answered or contact.promised_at):
        with _within_the_calendar(contact, act):
            await note_outbound_contact(
                session=session,
                act=act,
                ticket_id=contact.ticket_id,
                at=contact.occurred_at,
                estimate=contact.promised_at,
            )


async def _answer_waiting(session: AsyncSession, act: Act, reply: Contact) -> None:
    """Open consultations on the same ticket, or without one by the same customer or number."""
    waiting = select(Contact).where(
        Contact.status == "open",
        Contact.kind == "consultation",
        Contact.ticket_id.is_not_distinct_from(reply.ticket_id),
    )
    if reply.ticket_id is None:
        asker = {Contact.customer_id: reply.customer_id, Contact.phone: reply.phone}
        known = [column == value for column, value in asker.items() if value is not None]
        waiting = waiting.where(or_(false(), *known))
    for contact in (await session.scalars(waiting.order_by(Contact.id).with_for_update(**HELD))).all():
        await answer_contact(session=session, act=act, contact=contact, outcome=reply.content)
