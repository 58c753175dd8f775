"""The ceiling: batch read, batch produce, batch consume, one transaction a batch, and no guarantee but that.

It keeps no order across failures, sets nothing aside and notices no lost broker.
"""

import asyncio
import contextlib
import sys
from collections.abc import Sequence

import asyncpg
import msgspec
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from libs.common.collector import collect_rarely
from tests.bench.bus.parcels import EFFECTS, Parcel

TOPIC = "bench.bare"
PARTITIONS = 4
BATCH = 1000
HEADERS = (
    ("ce_specversion", b"1.0"),
    ("ce_source", b"/bench"),
    ("ce_type", b"aftercare.bench.ParcelMoved.v1"),
    ("content-type", b"application/json"),
)
"""CloudEvents in binary mode, as all of ours."""


async def prepare(sender: str, receiver: str) -> None:
    outbox = """CREATE TABLE outbox (
        position bigserial PRIMARY KEY, event_id uuid NOT NULL, key uuid NOT NULL,
        time timestamptz NOT NULL DEFAULT clock_timestamp(), body text NOT NULL)"""
    inbox = "CREATE TABLE inbox (event_id uuid PRIMARY KEY)"
    for url, statements in ((sender, [outbox]), (receiver, [inbox, EFFECTS])):
        connection = await asyncpg.connect(url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()


async def fill(connection: asyncpg.Connection, parcels: Sequence[Parcel]) -> None:
    await connection.copy_records_to_table(
        "outbox", columns=["event_id", "key", "body"], records=[(p.id, p.key, p.body()) for p in parcels]
    )
    await connection.execute("NOTIFY bare")


async def write(connection: asyncpg.Connection, parcel: Parcel) -> None:
    await connection.execute(
        "INSERT INTO outbox (event_id, key, body) VALUES ($1, $2, $3)", parcel.id, parcel.key, parcel.body()
    )


async def send(url: str, bootstrap: str) -> None:
    connection = await asyncpg.connect(url)
    woken = asyncio.Event()
    await connection.add_listener("bare", lambda *_: woken.set())
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 20)
    await producer.start()
    print("ready", flush=True)
    while True:
        woken.clear()
        rows = await connection.fetch("SELECT * FROM outbox ORDER BY position LIMIT $1", BATCH)
        if not rows:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), 3)
            continue
        batches = [producer.create_batch() for _ in range(PARTITIONS)]
        for row in rows:
            key = str(row["key"]).encode()
            headers = [
                *HEADERS,
                ("ce_id", str(row["event_id"]).encode()),
                ("ce_subject", key),
                ("ce_time", row["time"].isoformat().encode()),
            ]
            batch = batches[row["key"].int % PARTITIONS]
            batch.append(timestamp=None, key=key, value=row["body"].encode(), headers=headers)
        pending = [
            await producer.send_batch(batch, TOPIC, partition=partition)
            for partition, batch in enumerate(batches)
            if batch.record_count()
        ]
        await asyncio.gather(*pending)
        await connection.execute(
            "DELETE FROM outbox WHERE position = ANY($1)", [row["position"] for row in rows]
        )


async def receive(url: str, bootstrap: str) -> None:
    connection = await asyncpg.connect(url)
    consumer = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=bootstrap,
        group_id=TOPIC,
        enable_auto_commit=True,
        auto_commit_interval_ms=1000,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=20,
    )
    await consumer.start()
    print("ready", flush=True)
    decode = msgspec.json.Decoder().decode
    while True:
        fetched = await consumer.getmany(timeout_ms=500, max_records=BATCH)
        records = [record for batch in fetched.values() for record in batch]
        if records:
            heads = [dict(record.headers) for record in records]
            ids = [head["ce_id"].decode() for head in heads]
            keys = [head["ce_subject"].decode() for head in heads]
            amounts = [decode(record.value)["amount"] for record in records]
            await connection.execute(_APPLY, ids, keys, amounts)


async def main(end: str, url: str, bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)])
    await admin.close()
    await (send if end == "send" else receive)(url, bootstrap)


_APPLY = """
    WITH fresh AS (
        INSERT INTO inbox SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id)
    INSERT INTO effects (event_id, key, amount)
    SELECT event_id, key, amount
    FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS came (event_id, key, amount)
    WHERE event_id IN (SELECT event_id FROM fresh)"""

if __name__ == "__main__":
    collect_rarely()
    uvloop.run(main(*sys.argv[1:]))
