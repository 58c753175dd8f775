"""As `libs.common.record`, for thousands of aggregates at once: all goes in by COPY (XC-02, XC-06)."""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.copying import copy, copy_made
from libs.common.database import Aggregate
from libs.common.outbox import BUCKETS, wake_after_commit
from libs.common.record import EVENT_COLUMNS, Change, entry_of_new, events_of

Changes = Sequence[Change[Aggregate]]
Rows = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
"""A table, its columns, records to copy into it."""

_POSITIONS = text("SELECT nextval('outbox_position') FROM generate_series(1, :count)")
_HEADS = text("""
    SELECT DISTINCT ON (aggregate_id) aggregate_id, hash FROM audit
    WHERE aggregate_id = ANY(:ids) ORDER BY aggregate_id, version DESC""")
_LOGGED = ("position", *EVENT_COLUMNS)
_QUEUED = ("position", "bucket", "event_id")
_AUDITED = ("aggregate_id", "version", "aggregate", "entry", "hash")


async def record_all(
    session: AsyncSession, born: Changes, *, told: Changes = (), beside: Sequence[Any] = ()
) -> None:
    """`born` are new, made by `libs.common.copying`, and so are the rows `beside` that refer to them.

    `told` were there: they are held, nothing about them changes but their version, and it has risen by the
    number of their events already. No aggregate is among them twice.
    """
    for change in born:
        change.aggregate.version = max(1, len(change.events))
    heads = await _heads(session, [change.aggregate.id for change in told])
    positions = await _positions(session, sum(len(change.events) for change in (*told, *born)))
    _, recorded = await asyncio.gather(
        copy_made(session, [*(change.aggregate for change in born), *beside]),
        asyncio.to_thread(_recorded, born, told, heads, positions),
    )
    for table, columns, records in recorded:
        await copy(session, table, columns, records)
    if positions:
        wake_after_commit(session)


async def _heads(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    found = (await session.execute(_HEADS, {"ids": ids})).all() if ids else ()
    return {id_: hash_ for id_, hash_ in found}  # noqa: C416


async def _positions(session: AsyncSession, count: int) -> Sequence[int]:
    """Drawn while the told are held: for each aggregate they rise as its commits follow."""
    return (await session.scalars(_POSITIONS, {"count": count})).all() if count else ()


def _recorded(
    born: Changes, told: Changes, heads: Mapping[UUID, bytes], positions: Sequence[int]
) -> list[Rows]:
    """Reckoned in a thread, while PostgreSQL takes the rows themselves."""
    events = zip(positions, events_of([*told, *born]), strict=True)
    logged = [(position, *event) for position, event in events]
    audited = [_audited(change, entry_of_new(change)) for change in born]
    audited += [_audited(change, _entry_of_told(change), heads[change.aggregate.id]) for change in told]
    return [
        ("audit", _AUDITED, audited),
        ("outbox_log", _LOGGED, logged),
        ("outbox_queue", _QUEUED, [(row[0], row[4].int % BUCKETS, row[1]) for row in logged]),
    ]


def _audited(change: Change[Aggregate], entry: str, head: bytes = b"") -> tuple[Any, ...]:
    aggregate = change.aggregate
    digest = sha256(bytes(head) + entry.encode()).digest()
    return aggregate.id, aggregate.version, type(aggregate).__name__, entry, digest


def _entry_of_told(change: Change[Aggregate]) -> str:
    return audit.entry(change.act, change.aggregate, verb=change.verb, changes={})
