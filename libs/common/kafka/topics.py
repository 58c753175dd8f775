"""Topics, and how far their partitions are written."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from libs.common.events.envelope import Topic
from libs.common.kafka.cluster import Cluster
from libs.common.kafka.limits import ASK, START, BrokerLost, broker_faults, quietly

Partition = tuple[str, int]


async def ensure_topics(cluster: Cluster, topics: Iterable[Topic]) -> None:
    """Make those that are missing: partitions and retention by their contract, copies by the cluster."""
    wanted = [
        NewTopic(
            topic.name,
            topic.partitions,
            cluster.replication,
            topic_configs={
                "retention.ms": str(_retention(topic)),
                "min.insync.replicas": str(cluster.min_insync_replicas),
            },
        )
        for topic in topics
    ]
    async with _admin(cluster) as admin:
        answer = await admin.create_topics(wanted)
    for topic, code, *_ in answer.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise BrokerLost(f"{topic}: {for_code(code).__name__}")


class Difference(NamedTuple):
    topic: str
    setting: str
    """`partitions` or `retention.ms`."""
    contract: int
    broker: int


async def differences(cluster: Cluster, topics: Iterable[Topic]) -> list[Difference]:
    """Where topics that were there before, or that others changed, are not as their contracts have them."""
    compared = {topic.name: topic for topic in topics}
    async with _admin(cluster) as admin:
        described = await admin.describe_topics()
        there = {found["topic"]: len(found["partitions"]) for found in described}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in compared if name in there]
        answers = await admin.describe_configs(resources) if resources else []
    found = [
        Difference(name, "partitions", topic.partitions, there[name])
        for name, topic in compared.items()
        if there.get(name, topic.partitions) != topic.partitions
    ]
    for name, kept in _retentions(answers):
        if kept != _retention(compared[name]):
            found.append(Difference(name, "retention.ms", _retention(compared[name]), kept))
    return sorted(found)


def _retentions(answers: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """Of the topics whose settings we may see."""
    for answer in answers:
        for _error, _said, _kind, topic, settings in answer.resources:
            for name, value, *_ in settings:
                if name == "retention.ms" and value is not None:
                    yield topic, int(value)


def _retention(topic: Topic) -> int:
    """In milliseconds."""
    return topic.retention_days * 86_400_000


@asynccontextmanager
async def _admin(cluster: Cluster) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**cluster.client(), request_timeout_ms=int(ASK * 1000))
    with broker_faults():
        try:
            async with asyncio.timeout(START):
                await admin.start()
                yield admin
        finally:
            await quietly(admin.close())


class Offsets:
    """Asks how far partitions are written, over a connection that it keeps."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._client: AIOKafkaConsumer | None = None

    async def ends(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """How far each partition is written: above the first offset of what was sent last.

        Apache Kafka tells the offset of the next record, Tansu the one after the first of the last batch.
        """
        wanted = [TopicPartition(*partition) for partition in partitions]
        try:
            with broker_faults():
                async with asyncio.timeout(ASK):
                    if self._client is None:
                        self._client = AIOKafkaConsumer(**self._cluster.client())
                        await self._client.start()
                    ends = await self._client.end_offsets(wanted)
        except BaseException:
            await self.close()
            raise
        return {(partition.topic, partition.partition): end for partition, end in ends.items()}

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await quietly(client.stop())
