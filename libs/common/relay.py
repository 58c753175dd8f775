"""From the outbox to the broker: each bucket by one leader, in order, removed only when acknowledged (XC-02).

A broker that lost its data is noticed by offsets that go backwards, and gets the whole log again (XC-03).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import Self

import asyncpg

from libs.common.events.cloudevents import encode_headers
from libs.common.events.envelope import TOPICS
from libs.common.kafka import Cluster, Message, Offsets, Partition, Producer, ensure_topics
from libs.common.outbox import BUCKETS, LISTEN, SEND_AGAIN, Wakeup
from libs.common.partitions import oldest_kept
from libs.common.telemetry import EVENTS_SENT, REFILLS, RELAY_BATCH, log

_BATCH = 1000
_BATCHES = 100
_REST = 3.0
_SESSION = {
    "application_name": "relay",
    "timezone": "UTC",
    "enable_seqscan": "off",  # a queue's statistics are always wrong: look up each row by its key
}


class Relay:
    """One process's share of one service's outbox."""

    def __init__(self, *, service: str, database_url: str, cluster: Cluster, wakeup: Wakeup) -> None:
        self._wakeup = wakeup
        wakeup.listen(self._wake)
        self._topics = [topic for topic in TOPICS.values() if topic.owner == service]
        self._url = database_url
        self._cluster = cluster
        self._producer = Producer(cluster)
        self._offsets = Offsets(cluster)
        self._woken = asyncio.Event()
        self._marks: dict[Partition, int] = {}  # first offset of what was acknowledged last

    async def run(self) -> None:
        """Until cancelled, or until database or broker is away; then call it again."""
        connection = await asyncpg.connect(
            self._url, timeout=5, command_timeout=300, server_settings=_SESSION
        )
        try:
            await connection.set_type_codec(
                "json", schema="pg_catalog", format="binary", encoder=bytes, decoder=bytes
            )
            channel = await connection.fetchval(LISTEN)
            await connection.add_listener(channel, lambda *_: self._wakeup.wake_here())
            await self._relay(connection)
        finally:
            connection.terminate()  # gives up the leadership at once
            await self._producer.close()
            await self._offsets.close()

    async def _relay(self, connection: asyncpg.Connection) -> None:
        buckets: list[int] = []
        while True:
            self._woken.clear()
            if len(buckets) < BUCKETS:
                buckets += [row["bucket"] for row in await connection.fetch(_LEAD, BUCKETS, buckets)]
            if buckets:
                await self._send_all(connection, buckets)
            if not await self._rest() and buckets:
                await self._compare(connection, await self._offsets.ends(self._marks))

    async def _look(self, connection: asyncpg.Connection) -> None:
        """Whoever has just connected looks at the broker before the first send over these connections.

        Nothing can go anywhere else, so a fresh broker never gets an event before what comes before it.
        """
        await ensure_topics(self._cluster, self._topics)
        rows = await connection.fetch("SELECT topic, partition, sent_from FROM outbox_marks")
        self._marks = {(row["topic"], row["partition"]): row["sent_from"] for row in rows}
        if self._marks:
            await self._compare(connection, await self._offsets.ends(self._marks))

    async def _send_all(self, connection: asyncpg.Connection, buckets: Sequence[int]) -> None:
        """Upwards; while a batch is sent, the one before it is removed and the next one read.

        No transaction is open while the broker is spoken to. Ends after many batches, so that what was
        committed late, with a lower position, doesn't wait behind all others.
        """
        if not self._producer.connected:
            await self._producer.connect()
            await self._look(connection)
        sent, batches = _Sent(), 0
        rows = await connection.fetch(_ADVANCE, *sent.columns(), buckets, 0, _BATCH)
        while rows or sent.positions:
            batches += 1
            most, after = (_BATCH, rows[-1]["position"]) if rows and batches < _BATCHES else (0, 0)
            written, following = await asyncio.gather(
                self._producer.send([_message(row) for row in rows]),
                connection.fetch(_ADVANCE, *sent.columns(), buckets, after, most),
            )
            sent = _Sent.of(rows, written)
            if await self._compare(connection, sent.firsts):
                return
            self._marks.update(sent.firsts)
            rows = following if None not in written else []
        if batches >= _BATCHES:
            self._wake()

    async def _compare(self, connection: asyncpg.Connection, offsets: dict[Partition, int]) -> bool:
        """Whether the broker is a fresh one: a partition ends or goes on before what it had acknowledged."""
        fresh = any(offset <= self._marks.get(partition, -1) for partition, offset in offsets.items())
        if fresh:
            await self._refill(connection)
        return fresh

    async def _refill(self, connection: asyncpg.Connection) -> None:
        await ensure_topics(self._cluster, self._topics)
        async with connection.transaction():
            await connection.execute("DELETE FROM outbox_marks")
            count = await connection.fetchval(_SEND_AGAIN, oldest_kept(), None)
        self._marks.clear()
        self._wake()
        REFILLS.inc()
        log.warning("broker_is_fresh", queued_again=count)

    def _wake(self) -> None:
        self._woken.set()

    async def _rest(self) -> bool:
        """Whether somebody woke us."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._woken.wait(), _REST)
        return False


class _Sent:
    """What was acknowledged: of a key nothing that comes after what was not."""

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.firsts: dict[Partition, int] = {}

    @classmethod
    def of(cls, rows: Sequence[asyncpg.Record], written: Sequence[tuple[int, int] | None]) -> Self:
        sent, stuck, numbers = cls(), set(), Counter[str]()
        for row, place in zip(rows, written, strict=True):
            if place is None or row["key"] in stuck:
                stuck.add(row["key"])
                continue
            sent.positions.append(row["position"])
            sent.firsts.setdefault((row["topic"], place[0]), place[1])
            numbers[row["topic"]] += 1
        for topic, number in numbers.items():
            EVENTS_SENT.labels(topic).inc(number)
        if rows:
            RELAY_BATCH.observe(len(rows))
        return sent

    def columns(self) -> tuple[list[int], list[str], list[int], list[int]]:
        topics, partitions = [topic for topic, _ in self.firsts], [number for _, number in self.firsts]
        return self.positions, topics, partitions, list(self.firsts.values())


def _message(row: asyncpg.Record) -> Message:
    return Message(row["topic"], row["key"].encode(), row["data"], encode_headers(row))


_LEAD = """
    SELECT bucket FROM generate_series(0, $1::int - 1) AS bucket
    WHERE bucket <> ALL($2::int[])
      AND pg_try_advisory_lock(hashtext('relay ' || current_schema()), bucket)"""
_ADVANCE = """
    WITH removed AS (
        DELETE FROM outbox_queue WHERE position = ANY($1::bigint[])
    ), marked AS (
        INSERT INTO outbox_marks (topic, partition, sent_from)
        SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
        ON CONFLICT (topic, partition) DO UPDATE SET sent_from = excluded.sent_from
    ), following AS MATERIALIZED (
        SELECT event_id FROM outbox_queue
        WHERE bucket = ANY($5::int[]) AND position > $6 ORDER BY position LIMIT $7
    )
    SELECT position, topic, type, version, actor, traceparent, data, key::text, event_id::text,
           correlation::text, to_char(time, 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00') AS time
    FROM outbox_log
    WHERE event_id = ANY(ARRAY(SELECT event_id FROM following))
      AND event_id >= (SELECT event_id FROM following ORDER BY event_id LIMIT 1)
    ORDER BY position"""
_SEND_AGAIN = SEND_AGAIN.replace(":since", "$1").replace(":key", "$2")
