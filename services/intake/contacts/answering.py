"""Until a contact is answered: its alarms, and the answer that ends them (IN-03, IN-07)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.events.envelope import Event
from libs.common.record import record
from services.intake.contacts.models import Contact
from services.intake.contacts.schemas import ContactPatch
from services.intake.knowledge.answering import answering_version, note_use

ALARM = "contacts.alarm"


async def answer_contact(
    *, session: AsyncSession, act: Act, contact: Contact, outcome: str | None = None
) -> Contact:
    """The promised reply was given; nobody is chased for it any more."""
    events = contact.answer(outcome=outcome, at=act.now)
    if events:
        await timers.cancel(session, kind=ALARM, key=str(contact.id))
        await _record(session, act, contact, "answer", events)
    return contact


async def change_contact(*, session: AsyncSession, act: Act, contact: Contact, changes: ContactPatch) -> None:
    """Outcome and attachments that came later; `answered`, or an article that answers, closes it.

    Raises `KindHasConsequences`, `UnknownArticle` for an article that isn't published.
    """
    contact.mend(content=changes.content, caller=changes.caller, kind=changes.kind)
    if changes.article_id is not None:
        await refer_to_article(session, contact, changes.article_id)
    if changes.answered or changes.article_id is not None:
        await answer_contact(session=session, act=act, contact=contact, outcome=changes.outcome)
    elif changes.outcome is not None:
        contact.outcome = changes.outcome
    if changes.attachments:
        contact.attachments = [*contact.attachments, *changes.model_dump()["attachments"]]
    if session.is_modified(contact):
        await record(session, act=act, aggregate=contact, verb="change", correlation=contact.ticket_id)
    if changes.article_id is not None:
        await count_article(session, act, contact)


async def refer_to_article(session: AsyncSession, contact: Contact, article_id: UUID) -> None:
    """To its version of the day (IN-03). Raises `UnknownArticle` for one that isn't published."""
    contact.article_version = await answering_version(session, article_id)
    contact.article_id = article_id


async def count_article(session: AsyncSession, act: Act, contact: Contact) -> None:
    """How often it answered (IN-03)."""
    if contact.article_id is not None and contact.article_version is not None:
        await note_use(
            session=session,
            act=act,
            article_id=contact.article_id,
            number=contact.article_version,
            contact_id=contact.id,
            ticket_id=contact.ticket_id,
        )


async def answer_chase(*, session: AsyncSession, act: Act, contact: Contact, text: str) -> None:
    happened = contact.answer_chase(text=text, by=act.actor.subject, at=act.now)
    await set_alarm(session, contact)
    await _record(session, act, contact, "answer-chase", happened)


async def escalate(*, session: AsyncSession, act: Act, contact: Contact, reason: str) -> None:
    happened = contact.escalate(reason=reason, by=act.actor.subject, at=act.now)
    await _record(session, act, contact, "escalate", happened)


async def climb(*, session: AsyncSession, act: Act, contact: Contact) -> None:
    """One rung of the ladder, then wait for the next (IN-07)."""
    events = contact.climb(now=act.now)
    if events:
        await set_alarm(session, contact)
        await _record(session, act, contact, "climb", events)


async def set_alarm(session: AsyncSession, contact: Contact) -> None:
    """At the next rung; none where nothing is ahead."""
    if contact.next_alarm is None:
        await timers.cancel(session, kind=ALARM, key=str(contact.id))
    else:
        await timers.set(session, kind=ALARM, key=str(contact.id), due_at=contact.next_alarm)


async def _record(
    session: AsyncSession, act: Act, contact: Contact, verb: str, happened: Sequence[Event]
) -> None:
    await record(
        session, act=act, aggregate=contact, verb=verb, events=happened, correlation=contact.ticket_id
    )
