"""FastStream with faststream-outbox, as its documentation advises at best; in an environment of its own.

The relay is that of its tutorial, with the batched terminal flush, the batch sizes and the autovacuum
settings of its page on performance. The other end is FastStream's batch subscriber, one transaction a batch.
"""

import asyncio
import logging
import sys
from typing import Any
from uuid import UUID

import asyncpg
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage, KafkaResponse
from faststream_outbox import OutboxBroker, make_outbox_table
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

TOPIC = "bench.peer"
QUEUE = "parcels"
WORKERS = 64
BATCH = 500

metadata = MetaData()
outbox = make_outbox_table(metadata, table_name="outbox")


async def prepare(url: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def send(url: str, bootstrap: str) -> None:
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=WORKERS + 1, max_overflow=0
    )
    kafka = KafkaBroker(bootstrap, acks="all", logger=None)
    broker = OutboxBroker(engine, outbox_table=outbox, logger=None)

    @kafka.publisher(TOPIC)  # type: ignore[untyped-decorator]
    @broker.subscriber(  # type: ignore[untyped-decorator]
        QUEUE,
        max_workers=WORKERS,
        fetch_batch_size=BATCH,
        terminal_flush_batch_size=100,
        min_fetch_interval=0.01,
        max_fetch_interval=3.0,
    )
    async def relay(message: OutboxMessage) -> KafkaResponse:
        return KafkaResponse(message.body, headers=message.headers, key=message.headers["key"].encode())

    await kafka.start()
    await broker.start()
    print("ready", flush=True)
    await asyncio.Event().wait()


async def receive(url: str, bootstrap: str) -> None:
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    broker = KafkaBroker(bootstrap, logger=None)

    @broker.subscriber(  # type: ignore[untyped-decorator]
        TOPIC,
        group_id=TOPIC,
        batch=True,
        max_records=BATCH,
        batch_timeout_ms=10,
        fetch_max_wait_ms=10,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def apply(bodies: list[dict[str, Any]], message: KafkaMessage) -> None:
        heads: list[Any] = message.batch_headers
        await pool.execute(
            _APPLY,
            [UUID(head["id"]) for head in heads],
            [UUID(head["key"]) for head in heads],
            [body["amount"] for body in bodies],
        )

    await broker.start()
    print("ready", flush=True)
    await asyncio.Event().wait()


_APPLY = """
    WITH fresh AS (
        INSERT INTO inbox SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id)
    INSERT INTO effects (event_id, key, amount)
    SELECT event_id, key, amount
    FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS came (event_id, key, amount)
    WHERE event_id IN (SELECT event_id FROM fresh)"""

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    ends: dict[str, Any] = {"prepare": prepare, "send": send, "receive": receive}
    asyncio.run(ends[sys.argv[1]](*sys.argv[2:]))
