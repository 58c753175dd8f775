"""The one way to change an aggregate: row, events and audit entry in one transaction (XC-02, XC-06)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.act import Act
from libs.common.copying import copy_made, layout_of
from libs.common.database import Aggregate
from libs.common.events.envelope import TOPICS, Event
from libs.common.ids import new_id
from libs.common.outbox import BUCKETS, wake_after_commit
from libs.common.prepared import Prepared

A_co = TypeVar("A_co", bound=Aggregate, covariant=True)

MAX_EVENT_BYTES = 256 * 1024
_encode = msgspec.json.Encoder().encode


class EventNotSendable(ValueError):
    """The topic is unknown or the event is larger than 256 KB: no broker would take it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[A_co]):
    """What happened to an aggregate."""

    act: Act
    aggregate: A_co
    verb: str
    events: Sequence[Event] = ()
    correlation: UUID | None = None


async def record(
    session: AsyncSession,
    *,
    act: Act,
    aggregate: Aggregate,
    verb: str,
    events: Sequence[Event] = (),
    correlation: UUID | None = None,
) -> None:
    """Write the aggregate, which is locked or new and already in the session, with what happened to it.

    Its version rises by one for each event, and by one for a change without events. Two changes that its
    lock did not serialise collide on the version, and one of them fails.
    """
    is_new = not aggregate.version
    aggregate.version = (aggregate.version or 0) + max(1, len(events))
    changes = audit.remember(session.sync_session, aggregate)
    await session.flush()
    change = Change(act=act, aggregate=aggregate, verb=verb, events=events, correlation=correlation)
    entry = entry_of_new(change) if is_new else audit.entry(act, aggregate, verb=verb, changes=changes)
    audit.forget(session.sync_session, aggregate)
    await _write(session, [(change, entry)])


async def record_new(session: AsyncSession, born: Sequence[Change[Aggregate]]) -> None:
    """What `record` does for each of some new aggregates, made by `libs.common.copying`.

    They aren't in the session, which never hears of them: SQLAlchemy's flush takes longer than all else. For
    more than a few hundred take `record_all`.
    """
    for change in born:
        change.aggregate.version = max(1, len(change.events))
    await copy_made(session, [change.aggregate for change in born])
    await _write(session, [(change, entry_of_new(change)) for change in born])


def entry_of_new(change: Change[Aggregate]) -> str:
    """However it was recorded: what is more than a column's default."""
    said = layout_of(type(change.aggregate)).said(change.aggregate)
    return audit.entry_of_new(change.act, change.aggregate, verb=change.verb, values=said)


async def _write(session: AsyncSession, written: Sequence[tuple[Change[Aggregate], str]]) -> None:
    """`written`: each change with its audit entry."""
    happened = list(events_of(change for change, _ in written))
    parameters = {
        **{name: [event[place] for event in happened] for place, name in enumerate(EVENT_COLUMNS)},
        "aggregate_ids": [change.aggregate.id for change, _ in written],
        "heads": [change.aggregate.version for change, _ in written],
        "aggregates": [type(change.aggregate).__name__ for change, _ in written],
        "entries": [entry for _, entry in written],
    }
    await _RECORD.rows(session, **parameters)
    if happened:
        wake_after_commit(session)


EVENT_COLUMNS = (
    *("event_id", "topic", "type", "key", "version"),
    *("time", "actor", "correlation", "traceparent", "data"),
)


def events_of(changes: Iterable[Change[Aggregate]]) -> Iterator[tuple[Any, ...]]:
    """As the log's `EVENT_COLUMNS` have them. Raises `EventNotSendable`.

    Ids rise with the events: whoever puts what happened at one moment in order goes by them.
    """
    happened = [(change, *numbered) for change in changes for numbered in _numbered(change)]
    ids = sorted(new_id() for _ in happened)
    for id_, (change, version, event) in zip(ids, happened, strict=True):
        act, key = change.act, change.aggregate.id
        yield (
            *(id_, event.topic.name, event.type, key, version),
            *(act.now, act.actor.subject, change.correlation, act.traceparent, _content_of(event)),
        )


def _numbered(change: Change[Aggregate]) -> Iterable[tuple[int, Event]]:
    """With the aggregate's version after each."""
    return enumerate(change.events, start=change.aggregate.version - len(change.events) + 1)


def _content_of(event: Event) -> str:
    """Raises `EventNotSendable`."""
    content = _encode(event)
    if event.topic.name not in TOPICS or len(content) > MAX_EVENT_BYTES:
        raise EventNotSendable(f"{event.type}: {len(content)} bytes for {event.topic.name}")
    return content.decode()


# Positions are drawn after the flush has locked the aggregate's row: for it they rise as its commits follow.
_RECORD = Prepared(f"""
    WITH event AS MATERIALIZED (
        SELECT nextval('outbox_position') AS position, happened.*
        FROM (
            SELECT * FROM unnest(
                CAST(:event_id AS uuid[]), CAST(:topic AS text[]), CAST(:type AS text[]),
                CAST(:key AS uuid[]), CAST(:version AS int[]), CAST(:time AS timestamptz[]),
                CAST(:actor AS text[]), CAST(:correlation AS uuid[]), CAST(:traceparent AS text[]),
                CAST(:data AS json[])
            ) WITH ORDINALITY AS given (event_id, topic, type, key, version, time, actor, correlation,
                                        traceparent, data, number)
            ORDER BY number
        ) AS happened
    ), logged AS (
        INSERT INTO outbox_log
            (event_id, position, topic, type, key, version, time, actor, correlation, traceparent, data)
        SELECT event_id, position, topic, type, key, version, time, actor, correlation, traceparent, data
        FROM event
    ), queued AS (
        INSERT INTO outbox_queue (position, bucket, event_id)
        SELECT position, get_byte(uuid_send(key), 15) % {BUCKETS}, event_id FROM event
    )
    INSERT INTO audit (aggregate_id, version, aggregate, entry, hash)
    SELECT id, version, aggregate, CAST(entry AS json), sha256(
        coalesce((SELECT hash FROM audit WHERE aggregate_id = id ORDER BY audit.version DESC LIMIT 1), '')
        || convert_to(entry, 'UTF8'))
    FROM unnest(CAST(:aggregate_ids AS uuid[]), CAST(:heads AS int[]), CAST(:aggregates AS text[]),
                CAST(:entries AS text[])) AS changed (id, version, aggregate, entry)
""")  # noqa: S608
