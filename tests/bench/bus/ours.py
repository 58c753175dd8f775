"""This project's bus: the real worker on both ends, with a projection that takes events by the batch."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.envelope import Event, Received, Topic
from libs.common.outbox import BUCKETS, CHANNEL
from libs.common.schema import COMMON_TABLES
from tests.bench.bus.parcels import EFFECTS, Parcel
from tests.integration.bus.running import worker

MOVES = Topic("aftercare.intake.bench", "intake", "parcels of the bench")


@MOVES.event
class ParcelMoved(Event, frozen=True):
    amount: int
    note: str


projection = Consumer("dispatch.parcels")


@projection.on_batch(ParcelMoved)
async def keep(events: Sequence[Received[ParcelMoved]], *, session: AsyncSession) -> None:
    columns = {
        "ids": [event.id for event in events],
        "keys": [event.subject for event in events],
        "amounts": [event.data.amount for event in events],
    }
    await session.execute(_KEEP, columns)


async def prepare(sender: str, receiver: str) -> None:
    for url, more in ((sender, ()), (receiver, (EFFECTS,))):
        connection = await asyncpg.connect(url)
        for statement in (*COMMON_TABLES, *more):
            await connection.execute(statement)
        await connection.close()


async def fill(connection: asyncpg.Connection, parcels: Sequence[Parcel]) -> None:
    """As many commits of `record` would, in one."""
    now = datetime.now(UTC)
    first = await connection.fetchval("SELECT nextval('outbox_position')")
    numbered = list(enumerate(parcels, start=first))
    topic, kind = MOVES.name, ParcelMoved.type
    async with connection.transaction():
        await connection.copy_records_to_table(
            "outbox_log",
            records=[
                (p.id, number, topic, kind, p.key, p.version, now, "bench", p.key, None, p.body())
                for number, p in numbered
            ],
        )
        await connection.copy_records_to_table(
            "outbox_queue", records=[(number, p.key.int % BUCKETS, p.id) for number, p in numbered]
        )
        await connection.fetchval("SELECT setval('outbox_position', $1)", first + len(parcels))
    await connection.execute(CHANNEL)


async def write(connection: asyncpg.Connection, parcel: Parcel) -> None:
    """What `record` writes for one event; the caller sends the wake-up after the commit, as the edge does."""
    now, key = datetime.now(UTC), parcel.key
    await connection.execute(
        _WRITE,
        parcel.id,
        MOVES.name,
        ParcelMoved.type,
        key,
        parcel.version,
        now,
        parcel.body(),
        key.int % BUCKETS,
    )


async def main(end: str, url: str, bootstrap: str) -> None:
    service, consumers = ("intake", []) if end == "send" else ("dispatch", [projection])
    async with worker(Database(url), bootstrap, *consumers, service=service):
        print("ready", flush=True)
        await asyncio.Event().wait()


_WRITE = """
    WITH queued AS (
        INSERT INTO outbox_queue (position, bucket, event_id)
        VALUES (nextval('outbox_position'), $8, $1) RETURNING position)
    INSERT INTO outbox_log (event_id, position, topic, type, key, version, time, actor, correlation, data)
    SELECT $1, position, $2, $3, $4, $5, $6, 'bench', $4, $7 FROM queued"""
_KEEP = text("""
    INSERT INTO effects (event_id, key, amount)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:keys AS uuid[]), CAST(:amounts AS int[]))""")

if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
