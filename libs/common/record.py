"""The one way to change an aggregate: row, events and audit entry in one transaction (XC-02, XC-06)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
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
_AT_ONCE = 500
"""Changes in a statement: more take longer each, and nothing else runs while they are put into words."""
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
    entry = _entry_of_new(change) if is_new else audit.entry(act, aggregate, verb=verb, changes=changes)
    audit.forget(session.sync_session, aggregate)
    await _write(session, [(change, entry)])


async def record_all(
    session: AsyncSession,
    born: Sequence[Change[Aggregate]],
    *,
    told: Sequence[Change[Aggregate]] = (),
    beside: Sequence[Any] = (),
) -> None:
    """What `record` does for each of many, in few statements for all; no aggregate is among them twice.

    `born` are new and made by `libs.common.copying`, as are the rows `beside` that refer to them. The session
    never hears of them: SQLAlchemy's flush takes longer than all else. `told` were there: they are held,
    nothing about them changes but their version, which has risen by the number of their events already.
    """
    for change in born:
        change.aggregate.version = max(1, len(change.events))
    await copy_made(session, [*(change.aggregate for change in born), *beside])
    written = _written(born, told)
    while some := list(islice(written, _AT_ONCE)):
        await _write(session, some)


def _written(
    born: Sequence[Change[Aggregate]], told: Sequence[Change[Aggregate]]
) -> Iterator[tuple[Change[Aggregate], str]]:
    for change in told:
        yield change, audit.entry(change.act, change.aggregate, verb=change.verb, changes={})
    for change in born:
        yield change, _entry_of_new(change)


def _entry_of_new(change: Change[Aggregate]) -> str:
    """The same by `record` and by `record_all`, which don't know alike what was given."""
    said = layout_of(type(change.aggregate)).said(change.aggregate)
    return audit.entry_of_new(change.act, change.aggregate, verb=change.verb, values=said)


async def _write(session: AsyncSession, written: Sequence[tuple[Change[Aggregate], str]]) -> None:
    """`written`: each change with its audit entry."""
    happened = [(change, event) for change, _ in written for event in _numbered(change)]
    parameters = {
        **_columns(happened),
        "aggregate_ids": [change.aggregate.id for change, _ in written],
        "heads": [change.aggregate.version for change, _ in written],
        "aggregates": [type(change.aggregate).__name__ for change, _ in written],
        "entries": [entry for _, entry in written],
    }
    await _RECORD.rows(session, **parameters)
    if happened:
        wake_after_commit(session)


def _numbered(change: Change[Aggregate]) -> list[tuple[int, Event]]:
    """With the aggregate's version after each."""
    first = change.aggregate.version - len(change.events) + 1
    return list(enumerate(change.events, start=first))


def _columns(happened: Sequence[tuple[Change[Aggregate], tuple[int, Event]]]) -> dict[str, list[Any]]:
    """Ids rise with the events: whoever puts what happened at one moment in order goes by them."""
    keys = [change.aggregate.id for change, _ in happened]
    return {
        "ids": sorted(new_id() for _ in happened),
        "topics": [event.topic.name for _, (_, event) in happened],
        "types": [event.type for _, (_, event) in happened],
        "keys": keys,
        "buckets": [key.int % BUCKETS for key in keys],
        "versions": [version for _, (version, _) in happened],
        "times": [change.act.now for change, _ in happened],
        "actors": [change.act.actor.subject for change, _ in happened],
        "correlations": [change.correlation for change, _ in happened],
        "traceparents": [change.act.traceparent for change, _ in happened],
        "data": [_content_of(event) for _, (_, event) in happened],
    }


def _content_of(event: Event) -> str:
    """Raises `EventNotSendable`."""
    content = _encode(event)
    if event.topic.name not in TOPICS or len(content) > MAX_EVENT_BYTES:
        raise EventNotSendable(f"{event.type}: {len(content)} bytes for {event.topic.name}")
    return content.decode()


# Positions are drawn after the flush has locked the aggregate's row: for it they rise as its commits follow.
_RECORD = Prepared("""
    WITH event AS MATERIALIZED (
        SELECT nextval('outbox_position') AS position, happened.*
        FROM (
            SELECT * FROM unnest(
                CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:types AS text[]), CAST(:keys AS uuid[]),
                CAST(:buckets AS smallint[]), CAST(:versions AS int[]), CAST(:times AS timestamptz[]),
                CAST(:actors AS text[]), CAST(:correlations AS uuid[]), CAST(:traceparents AS text[]),
                CAST(:data AS json[])
            ) WITH ORDINALITY AS given (event_id, topic, type, key, bucket, version, time, actor, correlation,
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
        SELECT position, bucket, event_id FROM event
    )
    INSERT INTO audit (aggregate_id, version, aggregate, entry, hash)
    SELECT id, version, aggregate, CAST(entry AS json), sha256(
        coalesce((SELECT hash FROM audit WHERE aggregate_id = id ORDER BY audit.version DESC LIMIT 1), '')
        || convert_to(entry, 'UTF8'))
    FROM unnest(CAST(:aggregate_ids AS uuid[]), CAST(:heads AS int[]), CAST(:aggregates AS text[]),
                CAST(:entries AS text[])) AS changed (id, version, aggregate, entry)
""")
