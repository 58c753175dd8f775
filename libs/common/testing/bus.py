"""The bus without the broker: what a service recorded goes into another's consumers by the real inbox."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text

from libs.common.consumer import Arrival, Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record, encode_headers
from libs.common.events.envelope import TYPES, Event, Received
from libs.common.inbox import Inbox
from libs.common.outbox import Wakeup


async def deliver(database: Database, consumers: Sequence[Consumer], *events: Received[Any]) -> None:
    """Apply `events` as if they had come from the broker. A handler's bug is raised, a refusal recorded."""
    await _take(database, consumers, [_record(event) for event in events])


async def drain(source: Database, target: Database, consumers: Sequence[Consumer]) -> None:
    """Apply all that `source` has in its outbox log, in order; what was applied before changes nothing."""
    await _take(target, consumers, await sent_by(source))


async def sent_by(source: Database) -> list[Record]:
    """What the relay sends of the outbox log, in order."""
    async with source.transaction() as session:
        rows = (await session.execute(text("SELECT * FROM outbox_log ORDER BY position"))).mappings().all()
    return [as_record({**row, "data": msgspec.json.encode(row["data"])}) for row in rows]


async def recorded(source: Database, *kinds: type[Event]) -> list[Event]:
    """The data of the events in the outbox log, in order; of `kinds` only, if given."""
    async with source.transaction() as session:
        rows = (await session.execute(text("SELECT type, data FROM outbox_log ORDER BY position"))).all()
    by_type = {kind.type: kind for kind in kinds or TYPES.values()}
    return [msgspec.convert(row.data, by_type[row.type], strict=False) for row in rows if row.type in by_type]


class StrictInbox(Inbox):
    """Raises what would park an event."""

    async def park(self, _arrival: Arrival, failure: Exception, _attempts: int) -> None:
        raise failure


async def _take(database: Database, consumers: Sequence[Consumer], records: Sequence[Record]) -> None:
    wakeup = Wakeup(database.url)
    service = consumers[0].service
    try:
        await StrictInbox(consumers, service=service, database=database, wakeup=wakeup).take(records)
    finally:
        await wakeup.close()


def _record(event: Received[Any]) -> Record:
    row = {
        "topic": event.data.topic.name,
        "event_id": event.id,
        "type": event.data.type,
        "time": event.time,
        "key": event.subject,
        "version": event.version,
        "actor": event.actor,
        "correlation": event.correlation,
        "traceparent": event.traceparent,
        "data": msgspec.json.encode(event.data),
    }
    return as_record(row)


def as_record(row: dict[str, Any]) -> Record:
    """A row of the outbox log as it lies in a partition."""
    names = {name: row[name] and str(row[name]) for name in ("event_id", "key", "correlation")}
    headers = encode_headers({**row, **names, "time": row["time"].isoformat()})
    key = names["key"].encode()
    return Record(topic=row["topic"], partition=0, offset=0, key=key, headers=headers, value=row["data"])
