"""From the outbox to the broker: each bucket by one leader, in order, removed only when acknowledged (XC-02).

A broker that lost its data is noticed by offsets that go backwards, and gets the whole log again (XC-03).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial

import asyncpg

from libs.common.connection import Connection
from libs.common.events.envelope import TOPICS
from libs.common.kafka import Cluster, Offsets, Partition, Producer, ensure_topics
from libs.common.outbox import BUCKETS, LISTEN, SEND_AGAIN, Wakeup
from libs.common.partitions import oldest_kept
from libs.common.sending import NOTHING, acknowledged, advance_queue, message
from libs.common.telemetry import REFILLS, log

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
            self._url,
            timeout=5,
            command_timeout=300,
            server_settings=_SESSION,
            connection_class=Connection,
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
        """While a full batch is sent, the one before it is removed and the next one read.

        No transaction is open while the broker is spoken to. Ends now and then, to look for buckets that
        nobody leads any more.
        """
        if not self._producer.connected:
            await self._producer.connect()
            await self._look(connection)
        advance = partial(advance_queue, connection, buckets)
        before, most, left = NOTHING, _BATCH, _BATCHES
        rows = await advance(most=most)
        while rows or before.positions:
            sending = self._producer.send([message(row) for row in rows])
            if len(rows) == _BATCH:
                ahead = advance(sent=before, under_way=[row["position"] for row in rows], most=most)
                written, following = await asyncio.gather(sending, ahead)
                sent = before = acknowledged(rows, written)
            else:
                written = await sending
                sent = acknowledged(rows, written)
                following = await advance(sent=before.and_then(sent), most=most)
                before = NOTHING
            if await self._compare(connection, sent.firsts):
                return
            self._marks.update(sent.firsts)
            left -= 1
            failed = None in written
            rows, most = [] if failed else following, 0 if failed or left <= 0 else most
        if left <= 0:
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


_LEAD = """
    SELECT bucket FROM generate_series(0, $1::int - 1) AS bucket
    WHERE bucket <> ALL($2::int[])
      AND pg_try_advisory_lock(hashtext('relay ' || current_schema()), bucket)"""
_SEND_AGAIN = SEND_AGAIN.replace(":since", "$1").replace(":key", "$2")
