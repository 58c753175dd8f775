"""Until a contact is answered: its alarms, and the answer that ends them (IN-03, IN-07)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.record import record
from services.intake.contacts.models import Contact

ALARM = "contacts.alarm"


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
        await set_alarm(session, contact)
        await record(
            session,
            act=act,
            aggregate=contact,
            verb="climb",
            events=events,
            correlation=contact.ticket_id,
        )


async def set_alarm(session: AsyncSession, contact: Contact) -> None:
    if contact.next_alarm is not None:
        await timers.set(session, kind=ALARM, key=str(contact.id), due_at=contact.next_alarm)
