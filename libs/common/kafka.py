"""The port to the broker: the only importer of the Kafka client, and what guards against its traps.

Nothing here is the guarantee: what was acknowledged may be sent again, what was delivered may come again.
"""

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    TopicAlreadyExistsError,
    UnknownError,
    UnsupportedVersionError,
    for_code,
)

from libs.common.events.cloudevents import Headers, Record
from libs.common.events.envelope import TOPICS, Topic

Partition = tuple[str, int]

_START, _SEND, _ASK, _STOP = 30.0, 10.0, 5.0, 2.0
_LARGEST_REQUEST = 1 << 20


class BrokerLost(ConnectionError):
    """The broker went away or was replaced: build the client anew before trusting what it says."""


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    key: bytes
    value: bytes
    headers: Headers


async def ensure_topics(bootstrap: str, topics: Iterable[Topic], *, replication: int = 1) -> None:
    """Make those that are missing, with the partitions and retention of their contract."""
    wanted = [
        NewTopic(
            topic.name,
            topic.partitions,
            replication,
            topic_configs={"retention.ms": str(topic.retention_days * 86_400_000)},
        )
        for topic in topics
    ]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(_ASK * 1000))
    with _broker_faults():
        try:
            async with asyncio.timeout(_START):
                await admin.start()
                answer = await admin.create_topics(wanted)
        finally:
            await _quietly(admin.close())
    for topic, code, *_ in answer.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise BrokerLost(f"{topic}: {for_code(code).__name__}")


class Producer:
    """Sends in order; idempotent where the broker can (the embedded one can't)."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._idempotent = True
        self._client: AIOKafkaProducer | None = None

    async def send(self, messages: Sequence[Message]) -> list[tuple[int, int] | None]:
        """For each message its partition and offset, or None if it isn't known to be written.

        After a None the client is a new one, with nothing of the old one still under way.
        """
        written: list[tuple[int, int] | None] = [None] * len(messages)
        with _broker_faults():
            client = await self._started()
            with contextlib.suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(_SEND):
                    pending = [await self._queue(client, message) for message in messages]
                    for number, acknowledged in enumerate(pending):
                        with contextlib.suppress(KafkaError):
                            record = await acknowledged
                            written[number] = (record.partition, record.offset)
        if None in written:
            await self.close()
        return written

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and not await _quietly(client.stop()):
            await _quietly(client._sender.close())  # noqa: SLF001 — else it goes on sending
            await _quietly(client.client.close())

    async def _queue(self, client: AIOKafkaProducer, message: Message) -> Any:
        if message.topic not in TOPICS:
            raise ValueError(f"the topic {message.topic} is not known")
        return await client.send(message.topic, message.value, key=message.key, headers=list(message.headers))

    async def _started(self) -> AIOKafkaProducer:
        if self._client is None:
            try:
                self._client = await self._start(idempotent=self._idempotent)
            except (UnknownError, UnsupportedVersionError):
                self._idempotent = False
                self._client = await self._start(idempotent=False)
        return self._client

    async def _start(self, *, idempotent: bool) -> AIOKafkaProducer:
        client = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            acks="all",
            enable_idempotence=idempotent,
            max_batch_size=_LARGEST_REQUEST,
            max_request_size=_LARGEST_REQUEST,
            request_timeout_ms=int(_ASK * 1000),
        )
        try:
            await asyncio.wait_for(client.start(), _ASK)
        except BaseException:
            await _quietly(client.stop())
            raise
        return client


class Offsets:
    """Asks how far partitions are written, over a connection that it keeps."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._client: AIOKafkaConsumer | None = None

    async def ends(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """How far each partition is written: above the first offset of what was sent last.

        Apache Kafka tells the offset of the next record, Tansu the one after the first of the last batch.
        """
        wanted = [TopicPartition(*partition) for partition in partitions]
        try:
            with _broker_faults():
                async with asyncio.timeout(_ASK):
                    if self._client is None:
                        self._client = AIOKafkaConsumer(bootstrap_servers=self._bootstrap)
                        await self._client.start()
                    ends = await self._client.end_offsets(wanted)
        except BaseException:
            await self.close()
            raise
        return {(partition.topic, partition.partition): end for partition, end in ends.items()}

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await _quietly(client.stop())


class Subscription:
    """One member of a service's consumer group."""

    def __init__(self, bootstrap: str, *, group: str, member: str, topics: Iterable[Topic]) -> None:
        self._client = AIOKafkaConsumer(
            *(topic.name for topic in topics),
            bootstrap_servers=bootstrap,
            group_id=group,
            group_instance_id=member,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=10_000,
            heartbeat_interval_ms=500,
            rebalance_timeout_ms=60_000,
            max_poll_interval_ms=3_600_000,
            fetch_max_wait_ms=20,
            max_partition_fetch_bytes=_LARGEST_REQUEST,
            connections_max_idle_ms=None,
        )
        self._connections: set[Any] = set()
        self._taken: dict[TopicPartition, int] = {}
        self._silent_since = 0.0
        self._behind: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        """Returns when partitions are assigned."""
        with _broker_faults():
            await asyncio.wait_for(self._client.start(), _START)
        self._silent_since = asyncio.get_running_loop().time()
        self._all_connected()

    async def fetch(self, *, most: int) -> list[Record]:
        """What came within half a second. Raises `BrokerLost` when the client can't be trusted any more."""
        with _broker_faults():
            fetched = await self._client.getmany(timeout_ms=500, max_records=most)
            if not self._all_connected():
                raise BrokerLost("a connection was cut")
            await self._watch(silent=not fetched)
        return [
            Record(
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                key=record.key,
                headers=record.headers,
                value=record.value,
            )
            for records in fetched.values()
            for record in records
        ]

    def taken(self, records: Sequence[Record]) -> None:
        """They need not come again."""
        for record in records:
            self._taken[TopicPartition(record.topic, record.partition)] = record.offset + 1

    async def commit(self) -> None:
        """Tell the group how far we are; what is no longer assigned to us is not ours to tell."""
        mine = self._client.assignment()
        offsets = {partition: offset for partition, offset in self._taken.items() if partition in mine}
        self._taken.clear()
        if offsets:
            with _broker_faults(), contextlib.suppress(CommitFailedError, IllegalStateError):
                await asyncio.wait_for(self._client.commit(offsets), _ASK)

    async def close(self) -> None:
        await _quietly(self._client.stop())

    def _all_connected(self) -> bool:
        """Behind a new connection there may be another broker, where our positions mean other records.

        A broker that lost its data also forgot the group, so whoever joins again begins at the beginning.
        """
        self._connections.update(self._client._client._conns.values())  # noqa: SLF001
        return all(connection.connected() for connection in self._connections)

    async def _watch(self, *, silent: bool) -> None:
        """The client can stay silent for ever after a broker's restart: compare with the partitions' ends."""
        now = asyncio.get_running_loop().time()
        if not silent:
            self._silent_since, self._behind = now, {}
        elif now - self._silent_since > _ASK:
            self._silent_since = now
            partitions = list(self._client.assignment())
            ends = await asyncio.wait_for(self._client.end_offsets(partitions), _ASK)
            positions = {partition: await self._client.position(partition) for partition in partitions}
            behind = {partition: at for partition, at in positions.items() if at < ends[partition]}
            if any(self._behind.get(partition) == at for partition, at in behind.items()):
                raise BrokerLost("records lie ready but do not come")
            self._behind = behind


@contextlib.contextmanager
def _broker_faults() -> Any:
    """Whatever the client says when the broker is away, in one word."""
    try:
        yield
    except BrokerLost:
        raise
    except (KafkaError, OSError, TimeoutError) as failure:
        raise BrokerLost(type(failure).__name__) from failure


async def _quietly(ending: Coroutine[Any, Any, Any]) -> bool:
    """End something within a time limit, whatever state it is in; whether it ended by itself.

    The client may swallow a cancellation, so nobody waits for that either.
    """
    task = asyncio.ensure_future(ending)
    await asyncio.wait([task], timeout=_STOP)
    if not task.done():
        task.cancel()
        return False
    return task.cancelled() or task.exception() is None
