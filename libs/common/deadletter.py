"""Events set aside: unreadable, failed, or waiting behind a failed one of their key (XC-02)."""

import base64
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from asyncpg import PostgresError
from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Arrival
from libs.common.events.cloudevents import Record
from libs.common.telemetry import DEAD_LETTERS, log
from libs.common.trace import of_record

Reason = Literal["failed", "behind"]


async def park(
    session: AsyncSession, arrivals: Sequence[Arrival], *, reason: Reason, error: str, attempts: int = 1
) -> None:
    """Set claimed events aside; their keys stay parked, for this consumer, until they are replayed."""
    for arrival in arrivals:
        name, event = arrival.consumer.name, arrival.event
        await _insert(
            session,
            arrival.record,
            consumer=name,
            event_id=event.id,
            reason=reason,
            error=error,
            attempts=attempts,
            key=event.subject,
            version=event.version,
        )
        parameters = {"consumer": name, "id": event.id, "topic": arrival.record.topic, "key": event.subject}
        await session.execute(_PARK, parameters)


async def discard(session: AsyncSession, record: Record, *, service: str, error: str) -> None:
    """Set aside what can't be read; nothing waits behind it."""
    await _insert(
        session,
        record,
        consumer=service,
        event_id=record.derived_id(),
        reason="undecodable",
        error=error,
        attempts=1,
        key=None,
        version=None,
    )


async def letters(
    session: AsyncSession, *, consumer: str | None = None, limit: int = 100
) -> Sequence[Row[Any]]:
    """The oldest first."""
    return (await session.execute(_LIST, {"consumer": consumer, "limit": limit})).all()


async def show(session: AsyncSession, event_id: UUID) -> Sequence[Row[Any]]:
    """One row for each consumer that set the event aside."""
    return (
        await session.execute(text("SELECT * FROM dead_letters WHERE event_id = :id"), {"id": event_id})
    ).all()


async def mend(
    session: AsyncSession, event_id: UUID, *, value: bytes, headers: dict[str, str] | None = None
) -> int:
    """Put a readable content in place of the one that came; `headers` replace those of the same name."""
    mended = 0
    for letter in await show(session, event_id):
        new = {name: content.encode() for name, content in (headers or {}).items()}
        packed = _pack(list({**dict(record_of(letter).headers), **new}.items()))
        parameters = {"id": event_id, "consumer": letter.consumer, "value": value, "headers": packed}
        await session.execute(_MEND, parameters)
        mended += 1
    return mended


async def ask_for_replay(
    session: AsyncSession, *, consumer: str | None = None, event_id: UUID | None = None
) -> int:
    """Mark letters, with all others of their key, for the service's worker; returns how many."""
    asked = await session.execute(_ASK, {"consumer": consumer, "id": event_id})
    return len(asked.all())


def record_of(letter: Row[Any]) -> Record:
    return Record(
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.record_offset,
        key=letter.record_key,
        headers=[(name, base64.b64decode(content)) for name, content in letter.headers],
        value=letter.value,
    )


def describe(failure: BaseException) -> str:
    """What failed and where. A database's message may quote personal data, so it is left out."""
    place = failure.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {place.tb_frame.f_code.co_qualname}, line {place.tb_lineno}" if place else ""
    said = "" if isinstance(failure, DBAPIError | PostgresError) else f": {str(failure)[:300]}"
    name = type(failure.orig if isinstance(failure, DBAPIError) else failure).__name__
    return f"{name}{where}{said}".replace("\0", "")


def _pack(headers: Sequence[tuple[str, bytes | None]]) -> str:
    return msgspec.json.encode(
        [(name, base64.b64encode(content or b"").decode()) for name, content in headers]
    ).decode()


async def _insert(session: AsyncSession, record: Record, **columns: Any) -> None:
    parameters = {
        **columns,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "record_key": record.key,
        "headers": _pack(record.headers),
        "value": record.value,
    }
    await session.execute(_INSERT, parameters)
    DEAD_LETTERS.labels(columns["consumer"], columns["reason"]).inc()
    log.error(
        "event_set_aside",
        consumer=columns["consumer"],
        id=str(columns["event_id"]),
        reason=columns["reason"],
        trace_id=of_record(record.headers),
    )


_INSERT = text("""
    INSERT INTO dead_letters (consumer, event_id, reason, error, attempts, topic, partition, record_offset,
                              key, version, record_key, headers, value)
    VALUES (:consumer, :event_id, :reason, :error, :attempts, :topic, :partition, :offset,
            CAST(:key AS uuid), CAST(:version AS int), CAST(:record_key AS bytea),
            CAST(CAST(:headers AS text) AS json), CAST(:value AS bytea))
    ON CONFLICT (consumer, event_id) DO UPDATE SET last_seen = clock_timestamp()""")
_PARK = text("""
    WITH kept AS (UPDATE inbox SET outcome = 'parked' WHERE event_id = :id AND consumer = :consumer)
    UPDATE inbox_versions SET parked = true WHERE consumer = :consumer AND topic = :topic AND key = :key""")
_LIST = text("""
    SELECT consumer, event_id, reason, error, attempts, topic, key, version, first_seen, last_seen, replay
    FROM dead_letters WHERE CAST(:consumer AS text) IS NULL OR consumer = :consumer
    ORDER BY first_seen, consumer, version LIMIT :limit""")
_MEND = text("""
    UPDATE dead_letters SET value = :value, headers = CAST(CAST(:headers AS text) AS json)
    WHERE event_id = :id AND consumer = :consumer""")
_ASK = text("""
    UPDATE dead_letters AS letter SET replay = true FROM dead_letters AS chosen
    WHERE (CAST(:id AS uuid) IS NULL OR chosen.event_id = :id)
      AND (CAST(:consumer AS text) IS NULL OR chosen.consumer = :consumer)
      AND letter.consumer = chosen.consumer
      AND (letter.event_id = chosen.event_id OR (letter.topic = chosen.topic AND letter.key = chosen.key))
    RETURNING letter.event_id""")
