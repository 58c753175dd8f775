"""As `libs.common.record`, for many aggregates at once: all goes in by COPY (XC-02, XC-06).

A new aggregate isn't added to the session; one that is there is locked and in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from libs.common.outbox import BUCKETS, wake_after_commit

_encode = msgspec.json.Encoder(decimal_format="number").encode
_of_event = msgspec.json.Encoder().encode

_POSITIONS = text("SELECT nextval('outbox_position') FROM generate_series(1, :count)")
_HEADS = text("""
    SELECT DISTINCT ON (aggregate_id) aggregate_id, hash FROM audit
    WHERE aggregate_id = ANY(:ids) ORDER BY aggregate_id, version DESC""")
_LOGGED = (
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
)
_QUEUED = ("position", "bucket", "event_id")
_AUDITED = ("aggregate_id", "version", "aggregate", "entry", "hash")


@dataclass(slots=True)
class Change:
    """What happened to one aggregate; at most one change of an aggregate in a batch."""

    aggregate: Aggregate
    verb: str
    events: list[Event]
    correlation: UUID | None = None


async def record_all(session: AsyncSession, *, act: Act, changes: Sequence[Change]) -> None:
    """Events of one aggregate keep their order."""
    if not changes:
        return
    changed = [_change(session, change) for change in changes]
    await session.flush()
    await copy_rows(session, [change.aggregate for change in changes if _is_new(change.aggregate)])
    entries = [
        audit.entry(act, change.aggregate, verb=change.verb, changes=of)
        for change, of in zip(changes, changed, strict=True)
    ]
    for change in changes:
        if not _is_new(change.aggregate):
            audit.forget(session.sync_session, change.aggregate)
    await _audit(session, changes, entries)
    await _publish(session, act, changes)


async def copy_rows(session: AsyncSession, rows: Iterable[Any]) -> None:
    """Insert new rows of any tables, those of the first met first; their defaults are set on them."""
    tables: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        tables[inspect(row).mapper].append(row)
    for mapper, found in tables.items():
        names = [(mapper.get_property_by_column(column).key, column) for column in mapper.local_table.columns]
        records = [tuple(_stored(column, getattr(row, key)) for key, column in names) for row in found]
        await copy(session, mapper.local_table.name, [column.name for _, column in names], records)


async def copy(session: AsyncSession, table: str, columns: Sequence[str], records: Sequence[Any]) -> None:
    """COPY within the session's transaction."""
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    await session.execute(_BEGUN)
    await driver.copy_records_to_table(table, columns=columns, records=records)


def with_defaults(row: Any) -> Any:
    """The row with what its columns' defaults give, as a flush would set it."""
    for column in inspect(row).mapper.local_table.columns:
        key = inspect(row).mapper.get_property_by_column(column).key
        if key not in row.__dict__ and column.default is not None:
            given = column.default.arg
            setattr(row, key, given(None) if callable(given) else given)
    return row


def _change(session: AsyncSession, change: Change) -> audit.Changes:
    aggregate = change.aggregate
    aggregate.version = (aggregate.version or 0) + max(1, len(change.events))
    if not _is_new(aggregate):
        return audit.remember(session.sync_session, aggregate)
    keys = (attribute.key for attribute in inspect(aggregate).mapper.column_attrs)
    return {key: (None, value) for key in keys if (value := getattr(aggregate, key)) is not None}


async def _audit(session: AsyncSession, changes: Sequence[Change], entries: Sequence[str]) -> None:
    known = [change.aggregate.id for change in changes if not _is_new(change.aggregate)]
    heads: dict[Any, Any] = dict((await session.execute(_HEADS, {"ids": known})).all()) if known else {}
    records = [
        (
            change.aggregate.id,
            change.aggregate.version,
            type(change.aggregate).__name__,
            entry,
            sha256(bytes(heads.get(change.aggregate.id, b"")) + entry.encode()).digest(),
        )
        for change, entry in zip(changes, entries, strict=True)
    ]
    await copy(session, "audit", _AUDITED, records)


async def _publish(session: AsyncSession, act: Act, changes: Sequence[Change]) -> None:
    """Positions are drawn after the flush, as in `record`."""
    count = sum(len(change.events) for change in changes)
    if not count:
        return
    positions = iter((await session.scalars(_POSITIONS, {"count": count})).all())
    logged, queued = [], []
    for change in changes:
        first = change.aggregate.version - len(change.events) + 1
        for version, event in enumerate(change.events, start=first):
            id_, position, key = new_id(), next(positions), change.aggregate.id
            logged.append(
                (
                    id_,
                    position,
                    event.topic.name,
                    event.type,
                    key,
                    version,
                    act.now,
                    act.actor.subject,
                    change.correlation,
                    act.traceparent,
                    _of_event(event).decode(),
                )
            )
            queued.append((position, key.int % BUCKETS, id_))
    await copy(session, "outbox_log", _LOGGED, logged)
    await copy(session, "outbox_queue", _QUEUED, queued)
    wake_after_commit(session)


def _is_new(aggregate: Aggregate) -> bool:
    return bool(inspect(aggregate).transient)


def _stored(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, JSONB):
        return _encode(value).decode()
    return value


_BEGUN = text("SELECT 1")
"""The driver's transaction begins with the session's first statement."""
