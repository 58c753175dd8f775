"""As `libs.common.record`, for many aggregates at once: all goes in by COPY (XC-02, XC-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from libs.common.outbox import BUCKETS, wake_after_commit
from services.intake.imports.copying import copy, copy_rows, layout_of

_of_event = msgspec.json.Encoder().encode

_POSITIONS = text("SELECT nextval('outbox_position') FROM generate_series(1, :count)")
_HEADS = text("""
    SELECT DISTINCT ON (aggregate_id) aggregate_id, hash FROM audit
    WHERE aggregate_id = ANY(:ids) ORDER BY aggregate_id, version DESC""")
_LOGGED = [
    "event_id",
    "position",
    "topic",
    "type",
    "key",
    "version",
    "time",
    "actor",
    "correlation",
    "traceparent",
    "data",
]
_QUEUED = ("position", "bucket", "event_id")
_AUDITED = ("aggregate_id", "version", "aggregate", "entry", "hash")


@dataclass(slots=True)
class Change:
    """What happened to one aggregate; at most one change of an aggregate in a batch.

    A new one isn't in the session; one that is there is locked and in it.
    """

    aggregate: Aggregate
    verb: str
    events: list[Event]
    new: bool = True
    correlation: UUID | None = None


async def record_all(session: AsyncSession, *, act: Act, changes: Sequence[Change]) -> None:
    """Events of one aggregate keep their order."""
    changed = [_change(session, change) for change in changes]
    await session.flush()
    await copy_rows(session, (change.aggregate for change in changes if change.new))
    entries = [
        audit.entry(act, change.aggregate, verb=change.verb, changes=values)
        for change, values in zip(changes, changed, strict=True)
    ]
    for change in changes:
        if not change.new:
            audit.forget(session.sync_session, change.aggregate)
    await _audit(session, changes, entries)
    await _publish(session, act, changes)


def _change(session: AsyncSession, change: Change) -> audit.Changes:
    aggregate = change.aggregate
    aggregate.version = (aggregate.version or 0) + max(1, len(change.events))
    if not change.new:
        return audit.remember(session.sync_session, aggregate)
    values = aggregate.__dict__
    keys = layout_of(type(aggregate)).keys
    return {key: (None, values[key]) for key in keys if values.get(key) is not None}


async def _audit(session: AsyncSession, changes: Sequence[Change], entries: Sequence[str]) -> None:
    known = [change.aggregate.id for change in changes if not change.new]
    heads: dict[Any, Any] = dict((await session.execute(_HEADS, {"ids": known})).all()) if known else {}
    records = []
    for change, entry in zip(changes, entries, strict=True):
        aggregate = change.aggregate
        digest = sha256(bytes(heads.get(aggregate.id, b"")) + entry.encode()).digest()
        records.append((aggregate.id, aggregate.version, type(aggregate).__name__, entry, digest))
    await copy(session, "audit", _AUDITED, records)


async def _publish(session: AsyncSession, act: Act, changes: Sequence[Change]) -> None:
    """Positions are drawn after the flush, as in `record`."""
    count = sum(len(change.events) for change in changes)
    if not count:
        return
    positions = iter((await session.scalars(_POSITIONS, {"count": count})).all())
    logged, queued = [], []
    for change in changes:
        key, first = change.aggregate.id, change.aggregate.version - len(change.events) + 1
        for version, event in enumerate(change.events, start=first):
            id_, position = new_id(), next(positions)
            head = (id_, position, event.topic.name, event.type, key, version)
            told = (act.now, act.actor.subject, change.correlation, act.traceparent)
            logged.append((*head, *told, _of_event(event).decode()))
            queued.append((position, key.int % BUCKETS, id_))
    await copy(session, "outbox_log", _LOGGED, logged)
    await copy(session, "outbox_queue", _QUEUED, queued)
    wake_after_commit(session)
