"""From the outbox to the broker: each bucket by one leader, in order, removed only when acknowledged (XC-02).

A broker that lost its data is noticed by offsets that go backwards, and gets the whole log again (XC-03).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence

import asyncpg

from libs.common.events.cloudevents import encode_headers
from libs.common.events.envelope import TOPICS
from libs.common.kafka import Cluster, Message, Offsets, Partition, Producer, ensure_topics
from libs.common.outbox import BUCKETS, LISTEN, SEND_AGAIN, Wakeup
from libs.common.partitions import oldest_kept
from libs.common.telemetry import EVENTS_SENT, REFILLS, RELAY_BATCH, log

_BATCH = 1000
_REST = 3.0
_SESSION = {
    "application_name": "relay",
    "enable_hashjoin": "off",  # a queue's statistics are always wrong: look up each row by its key
    "enable_mergejoin": "off",
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
            full = bool(buckets) and await self._send_batch(connection, buckets)
            if not full and not await self._rest() and buckets:
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

    async def _send_batch(self, connection: asyncpg.Connection, buckets: Sequence[int]) -> bool:
        """Whether there may be more. No transaction is open while the broker is spoken to."""
        if not self._producer.connected:
            await self._producer.connect()
            await self._look(connection)
        rows = await connection.fetch(_READ, buckets, _BATCH)
        if not rows:
            return False
        written = await self._producer.send([_message(row) for row in rows])
        sent, stuck = [], set()
        firsts: dict[Partition, int] = {}
        for row, place in zip(rows, written, strict=True):
            if place is None or row["key"] in stuck:
                stuck.add(row["key"])
                continue
            sent.append(row["position"])
            firsts.setdefault((row["topic"], place[0]), place[1])
        topics, partitions = [topic for topic, _ in firsts], [number for _, number in firsts]
        await connection.execute(_SENT, sent, topics, partitions, list(firsts.values()))
        _count(rows, sent)
        await self._compare(connection, firsts)
        self._marks.update(firsts)
        return not stuck and len(rows) == _BATCH

    async def _compare(self, connection: asyncpg.Connection, offsets: dict[Partition, int]) -> None:
        """A partition that ends or goes on before what it had acknowledged: the broker is a fresh one."""
        if any(offset <= self._marks.get(partition, -1) for partition, offset in offsets.items()):
            await self._refill(connection)

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


def _message(row: asyncpg.Record) -> Message:
    return Message(row["topic"], str(row["key"]).encode(), row["data"], encode_headers(row))


def _count(rows: Sequence[asyncpg.Record], sent: Sequence[int]) -> None:
    RELAY_BATCH.observe(len(rows))
    positions = frozenset(sent)
    for topic, number in Counter(row["topic"] for row in rows if row["position"] in positions).items():
        EVENTS_SENT.labels(topic).inc(number)


_LEAD = """
    SELECT bucket FROM generate_series(0, $1::int - 1) AS bucket
    WHERE bucket <> ALL($2::int[])
      AND pg_try_advisory_lock(hashtext('relay ' || current_schema()), bucket)"""
_READ = """
    SELECT queue.position, log.event_id, topic, type, key, version, time, actor, correlation,
           traceparent, data
    FROM outbox_queue AS queue JOIN outbox_log AS log USING (event_id)
    WHERE bucket = ANY($1::int[]) ORDER BY queue.position LIMIT $2"""
_SENT = """
    WITH sent AS (DELETE FROM outbox_queue WHERE position = ANY($1::bigint[]))
    INSERT INTO outbox_marks (topic, partition, sent_from)
    SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
    ON CONFLICT (topic, partition) DO UPDATE SET sent_from = excluded.sent_from"""
_SEND_AGAIN = SEND_AGAIN.replace(":since", "$1").replace(":key", "$2")
