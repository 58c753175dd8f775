"""What an administrator does to dead letters, written down in the audit trail (XC-02, XC-06)."""

from uuid import UUID, uuid5

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit, deadletter
from libs.common.act import Act
from libs.common.events.cloudevents import Undecodable, decode
from libs.common.web.problems import Invalid, NotFound

_CONSUMERS = UUID("0b6f2b6a-6d1c-4a52-8a38-2f6c2f5d7c11")


class LetterNotFound(NotFound):
    code = "dead_letter_not_found"
    zh = "没有这封死信。"
    en = "There is no such dead letter."


async def mend(
    session: AsyncSession, *, act: Act, event_id: UUID, value: bytes, headers: dict[str, str]
) -> None:
    """Replace an event's content, and headers by name.

    Raises `LetterNotFound`, and `Invalid` if nobody could read it after that either.
    """
    await _lock(session, event_id)
    await deadletter.mend(session, event_id, value=value, headers=headers)
    for letter in await deadletter.show(session, event_id):
        try:
            decode(deadletter.record_of(letter))
        except Undecodable as reason:
            raise Invalid.field("/data", "unreadable", str(reason)) from None
    changes: audit.Changes = {"content": (None, value.decode(errors="replace"))}
    await audit.note(session, act=act, subject=event_id, of="DeadLetter", verb="mend", changes=changes)


async def replay_event(session: AsyncSession, *, act: Act, event_id: UUID) -> int:
    """With all that waits behind it; returns how many letters. Raises `LetterNotFound`."""
    await _lock(session, event_id)
    asked = await deadletter.ask_for_replay(session, event_id=event_id)
    changes: audit.Changes = {"letters": (None, asked)}
    await audit.note(session, act=act, subject=event_id, of="DeadLetter", verb="replay", changes=changes)
    return asked


async def replay_consumer(session: AsyncSession, *, act: Act, consumer: str) -> int:
    """All letters of one consumer; returns how many."""
    asked = await deadletter.ask_for_replay(session, consumer=consumer)
    subject = uuid5(_CONSUMERS, consumer)
    changes: audit.Changes = {"letters": (None, asked)}
    await audit.note(session, act=act, subject=subject, of="DeadLetters", verb="replay", changes=changes)
    return asked


async def _lock(session: AsyncSession, event_id: UUID) -> None:
    locked = await session.execute(
        text("SELECT 1 FROM dead_letters WHERE event_id = :id ORDER BY consumer FOR UPDATE"), {"id": event_id}
    )
    if not locked.all():
        raise LetterNotFound
