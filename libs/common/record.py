"""The one way to change an aggregate: row, events and audit entry in one transaction (XC-02, XC-06)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.envelope import TOPICS, Event
from libs.common.ids import new_id
from libs.common.outbox import BUCKETS, wake_after_commit

MAX_EVENT_BYTES = 256 * 1024
_encode = msgspec.json.Encoder().encode


class EventNotSendable(ValueError):
    """The topic is unknown or the event is larger than 256 KB: no broker would take it."""


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
    base = aggregate.version or 0
    aggregate.version = base + max(1, len(events))
    changes = audit.remember(session.sync_session, aggregate)
    await session.flush()
    parameters = {
        **_columns(events),
        "versions": [base + i for i in range(1, len(events) + 1)],
        "key": aggregate.id,
        "bucket": aggregate.id.int % BUCKETS,
        "now": act.now,
        "actor": act.actor.subject,
        "correlation": correlation,
        "traceparent": act.traceparent,
        "version": aggregate.version,
        "aggregate": aggregate.__class__.__name__,
        "entry": audit.entry(act, aggregate, verb=verb, changes=changes),
    }
    audit.forget(session.sync_session, aggregate)
    await session.execute(_RECORD, parameters)
    if events:
        wake_after_commit(session)


def _columns(events: Sequence[Event]) -> dict[str, list[Any]]:
    data = [_encode(event) for event in events]
    for event, content in zip(events, data, strict=True):
        if event.topic.name not in TOPICS or len(content) > MAX_EVENT_BYTES:
            raise EventNotSendable(f"{event.type}: {len(content)} bytes for {event.topic.name}")
    return {
        "ids": [new_id() for _ in events],
        "topics": [event.topic.name for event in events],
        "types": [event.type for event in events],
        "data": [content.decode() for content in data],
    }


# Positions are drawn after the flush has locked the aggregate's row: for it they rise as its commits follow.
_RECORD = text("""
    WITH event AS MATERIALIZED (
        SELECT nextval('outbox_position') AS position, happened.*
        FROM (
            SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:types AS text[]),
                                 CAST(:versions AS int[]), CAST(:data AS json[]))
                WITH ORDINALITY AS given (event_id, topic, type, version, data, number)
            ORDER BY number
        ) AS happened
    ), logged AS (
        INSERT INTO outbox_log
            (event_id, position, topic, type, key, version, time, actor, correlation, traceparent, data)
        SELECT event_id, position, topic, type, CAST(:key AS uuid), version, CAST(:now AS timestamptz),
               :actor, CAST(:correlation AS uuid), CAST(:traceparent AS text), data
        FROM event
    ), queued AS (
        INSERT INTO outbox_queue (position, bucket, event_id)
        SELECT position, CAST(:bucket AS smallint), event_id FROM event
    )
    INSERT INTO audit (aggregate_id, version, aggregate, entry, hash)
    SELECT CAST(:key AS uuid), :version, :aggregate, CAST(CAST(:entry AS text) AS json), sha256(
        coalesce((SELECT hash FROM audit WHERE aggregate_id = CAST(:key AS uuid)
                  ORDER BY version DESC LIMIT 1), '')
        || convert_to(CAST(:entry AS text), 'UTF8'))
""")
