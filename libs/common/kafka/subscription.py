"""Receives events as one member of a consumer group."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from libs.common.events.cloudevents import Record
from libs.common.events.envelope import Topic
from libs.common.kafka.cluster import Cluster
from libs.common.kafka.connections import Connections
from libs.common.kafka.limits import ASK, LARGEST_REQUEST, START, BrokerLost, broker_faults, quietly

_BUSY, _LINGER = 100, 0.02
"""When more records than this come at once, wait some seconds for others: a transaction costs 100 events."""


class Subscription:
    """One member of a service's consumer group, over connections that are made once.

    A broker that lost its data also forgot the group, so whoever joins it anew begins at the beginning.
    """

    def __init__(self, cluster: Cluster, *, group: str, member: str, topics: Iterable[Topic]) -> None:
        self._client = AIOKafkaConsumer(
            *(topic.name for topic in topics),
            **cluster.client(),
            group_id=group,
            group_instance_id=member,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=10_000,
            heartbeat_interval_ms=500,
            rebalance_timeout_ms=60_000,
            max_poll_interval_ms=3_600_000,
            fetch_max_wait_ms=20,
            max_partition_fetch_bytes=LARGEST_REQUEST,
            connections_max_idle_ms=None,
        )
        self._connections = Connections(self._client._client)  # noqa: SLF001
        self._taken: dict[TopicPartition, int] = {}
        self._silent_since = 0.0
        self._behind: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        """Returns when partitions are assigned."""
        with broker_faults():
            await asyncio.wait_for(self._client.start(), START)
        self._silent_since = asyncio.get_running_loop().time()

    async def fetch(self, *, most: int) -> list[Record]:
        """What came within half a second. Raises `BrokerLost` when the client can't be trusted any more."""
        with broker_faults():
            fetched = await self._client.getmany(timeout_ms=500, max_records=most)
            records = [record for of_partition in fetched.values() for record in of_partition]
            if len(records) > _BUSY:
                await asyncio.sleep(_LINGER)
                fetched = await self._client.getmany(timeout_ms=0, max_records=most)
                records += [record for of_partition in fetched.values() for record in of_partition]
            if not self._connections.whole:
                raise BrokerLost("a connection was cut")
            await self._watch(silent=not records)
        return records

    def taken(self, records: Sequence[Record]) -> None:
        """They need not come again."""
        for record in records:
            self._taken[TopicPartition(record.topic, record.partition)] = record.offset + 1

    async def save_progress(self) -> None:
        """Tell the group how far we are; what is no longer assigned to us is not ours to tell.

        What the group doesn't take in the middle of a rebalance is told again the next time.
        """
        mine = self._client.assignment()
        self._taken = {partition: offset for partition, offset in self._taken.items() if partition in mine}
        if self._taken:
            with broker_faults(), contextlib.suppress(CommitFailedError, IllegalStateError):
                await asyncio.wait_for(self._client.commit(dict(self._taken)), ASK)
                self._taken.clear()

    async def behind(self) -> dict[str, int]:
        """How many records of our partitions nobody has fetched, by topic."""
        behind: dict[str, int] = {}
        with broker_faults():
            for partition, (position, end) in (await self._reach()).items():
                behind[partition.topic] = behind.get(partition.topic, 0) + max(0, end - position)
        return behind

    async def close(self, *, leaving: bool = False) -> None:
        """Whoever is `leaving` says so, and the others have its partitions at once.

        Anybody else keeps its place until it comes back, for ten seconds: a restart after `kill -9`, or
        after a cut connection, moves no partition.
        """
        if leaving and self._client._coordinator is not None:  # noqa: SLF001
            self._client._coordinator._group_instance_id = None  # noqa: SLF001 — else it keeps its place
        if not await quietly(self._client.stop()):
            await quietly(self._client._client.close())  # noqa: SLF001 — in the middle of joining it would wait

    async def _watch(self, *, silent: bool) -> None:
        """The client can stay silent for ever after a broker's restart: compare with the partitions' ends."""
        now = asyncio.get_running_loop().time()
        if not silent:
            self._silent_since, self._behind = now, {}
        elif now - self._silent_since > ASK:
            self._silent_since = now
            reach = await self._reach()
            behind = {partition: position for partition, (position, end) in reach.items() if position < end}
            if any(self._behind.get(partition) == at for partition, at in behind.items()):
                raise BrokerLost("records lie ready but do not come")
            self._behind = behind

    async def _reach(self) -> dict[TopicPartition, tuple[int, int]]:
        """Of each partition of ours: the next offset to fetch, and the end."""
        partitions = list(self._client.assignment())
        ends = await asyncio.wait_for(self._client.end_offsets(partitions), ASK)
        async with asyncio.timeout(ASK):
            return {part: (await self._client.position(part), ends[part]) for part in partitions}
