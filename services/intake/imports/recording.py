"""As `libs.common.record`, for many aggregates at once: all goes in by COPY (XC-02, XC-06)."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from services.intake.imports.copying import Rows, copy, layout_of, rows_of

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
    """Events of one aggregate keep their order; their positions are drawn after the flush, as in `record`."""
    changed = [_change(session, change) for change in changes]
    await session.flush()
    known = [change.aggregate.id for change in changes if not change.new]
    heads: dict[Any, Any] = dict((await session.execute(_HEADS, {"ids": known})).all()) if known else {}
    count = sum(len(change.events) for change in changes)
    positions = (await session.scalars(_POSITIONS, {"count": count})).all()
    tables = await asyncio.to_thread(_tables, act, changes, changed, heads, positions)
    for change in changes:
        if not change.new:
            audit.forget(session.sync_session, change.aggregate)
    for table, columns, records in tables:
        await copy(session, table, columns, records)
    if count:
        wake_after_commit(session)


def _change(session: AsyncSession, change: Change) -> audit.Changes:
    aggregate = change.aggregate
    aggregate.version = (aggregate.version or 0) + max(1, len(change.events))
    return {} if change.new else audit.remember(session.sync_session, aggregate)


def _tables(
    act: Act,
    changes: Sequence[Change],
    changed: Sequence[audit.Changes],
    heads: Mapping[UUID, bytes],
    positions: Sequence[int],
) -> list[Rows]:
    """Reckoned in a thread: the others of the process have their turn meanwhile."""
    audited = (
        _audited(act, change, values, heads.get(change.aggregate.id, b""))
        for change, values in zip(changes, changed, strict=True)
    )
    told = list(_told(act, changes, positions))
    return [
        *rows_of(change.aggregate for change in changes if change.new),
        ("audit", _AUDITED, list(audited)),
        ("outbox_log", _LOGGED, told),
        ("outbox_queue", _QUEUED, [(row[1], row[4].int % BUCKETS, row[0]) for row in told]),
    ]


def _audited(act: Act, change: Change, changed: audit.Changes, head: bytes) -> tuple[Any, ...]:
    aggregate = change.aggregate
    if change.new:
        values, keys = aggregate.__dict__, layout_of(type(aggregate)).keys
        changed = {key: (None, values[key]) for key in keys if values.get(key) is not None}
    entry = audit.entry(act, aggregate, verb=change.verb, changes=changed)
    digest = sha256(bytes(head) + entry.encode()).digest()
    return aggregate.id, aggregate.version, type(aggregate).__name__, entry, digest


def _told(act: Act, changes: Sequence[Change], positions: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    free = iter(positions)
    for change in changes:
        key, first = change.aggregate.id, change.aggregate.version - len(change.events) + 1
        for version, event in enumerate(change.events, start=first):
            head = (new_id(), next(free), event.topic.name, event.type, key, version)
            told = (act.now, act.actor.subject, change.correlation, act.traceparent)
            yield (*head, *told, _of_event(event).decode())
