"""What can be done with a contact (IN-01, IN-03)."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.ids import new_id, site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid
from services.intake.contacts import rules
from services.intake.contacts.models import Contact
from services.intake.contacts.queries import known_of
from services.intake.contacts.schemas import ContactIn
from services.intake.customers.usecases import UnknownCustomer
from services.intake.suggestions.usecases import register_suggestion
from services.intake.tickets.usecases import note_outbound_contact

ALARM = "contacts.alarm"


class UnknownTicket(Invalid):
    code = "unknown_ticket"
    zh = "没有这张服务单。"
    en = "There is no such ticket."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/ticket_id", self.code, self.en)])


async def register_contact(*, session: AsyncSession, act: Act, details: ContactIn) -> Contact:
    """Register what was said, and set going what follows from it.

    Raises `UnknownCustomer`, `UnknownTicket`.
    """
    customer_id = await _whose(session, details)
    contact = _new_contact(act, details, customer_id)
    await _watch(session, contact)
    session.add(contact)
    await record(
        session,
        act=act,
        aggregate=contact,
        verb="register",
        events=contact.registered(),
        correlation=contact.ticket_id,
    )
    await _pass_on(session, act, contact)
    return contact


async def answer_contact(
    *, session: AsyncSession, act: Act, contact: Contact, outcome: str | None = None
) -> Contact:
    """The promised reply was given; nobody is chased for it any more."""
    events = contact.answer(outcome=outcome, at=act.now)
    if events:
        await timers.cancel(session, kind=ALARM, key=str(contact.id))
        await record(
            session,
            act=act,
            aggregate=contact,
            verb="answer",
            events=events,
            correlation=contact.ticket_id,
        )
    return contact


async def note_outcome(*, session: AsyncSession, act: Act, contact: Contact, outcome: str) -> Contact:
    contact.outcome = outcome
    await record(session, act=act, aggregate=contact, verb="change")
    return contact


async def climb(*, session: AsyncSession, act: Act, contact: Contact) -> None:
    """One rung of the ladder, then wait for the next (IN-07)."""
    events = contact.climb(now=act.now)
    if events:
        await _set_alarm(session, contact)
        await record(
            session,
            act=act,
            aggregate=contact,
            verb="climb",
            events=events,
            correlation=contact.ticket_id,
        )


async def _whose(session: AsyncSession, details: ContactIn) -> UUID | None:
    """The customer that was named, else the ticket's, else the only one with this number."""
    known = await known_of(
        session, customer_id=details.customer_id, ticket_id=details.ticket_id, phone=details.phone
    )
    if details.customer_id is not None and known.customer is None:
        raise UnknownCustomer
    if details.ticket_id is not None and known.of_ticket is None:
        raise UnknownTicket
    return known.customer or known.of_ticket or known.of_phone


def _new_contact(act: Act, details: ContactIn, customer_id: UUID | None) -> Contact:
    answered_at = details.occurred_at or act.now
    return Contact(
        id=new_id(),
        **details.model_dump(exclude={"customer_id", "occurred_at"}),
        phone=details.phone,
        customer_id=customer_id,
        occurred_at=answered_at,
        registered_at=act.now,
        agent=act.actor.subject,
        status="closed",
        answered_at=answered_at if details.answered else None,
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
    await _set_alarm(session, contact)


async def _set_alarm(session: AsyncSession, contact: Contact) -> None:
    if contact.next_alarm is not None:
        await timers.set(session, kind=ALARM, key=str(contact.id), due_at=contact.next_alarm)


async def _pass_on(session: AsyncSession, act: Act, contact: Contact) -> None:
    """A suggestion gets its file; a call back answers who waits for it, on the ticket or without one."""
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
    if contact.direction == "outbound" and contact.ticket_id and (contact.answered or contact.promised_at):
        await note_outbound_contact(
            session=session, act=act, ticket_id=contact.ticket_id, estimate=contact.promised_at
        )
    if contact.direction == "outbound" and contact.answered:
        await _answer_waiting(session, act, contact)


async def _answer_waiting(session: AsyncSession, act: Act, reply: Contact) -> None:
    """Open consultations of the same customer or number, without a ticket of their own."""
    waiting = (
        select(Contact)
        .where(
            Contact.status == "open",
            Contact.kind == "consultation",
            or_(Contact.customer_id == reply.customer_id, Contact.phone == reply.phone),
        )
        .order_by(Contact.id)
        .with_for_update()
    )
    for contact in (await session.scalars(waiting)).all():
        await answer_contact(session=session, act=act, contact=contact, outcome=reply.content)
