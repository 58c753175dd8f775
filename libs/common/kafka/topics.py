"""Topics, and how far their partitions are written."""

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
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
                "retention.ms": str(topic.retention_days * 86_400_000),
                "min.insync.replicas": str(cluster.min_insync_replicas),
            },
        )
        for topic in topics
    ]
    admin = AIOKafkaAdminClient(**cluster.client(), request_timeout_ms=int(ASK * 1000))
    with broker_faults():
        try:
            async with asyncio.timeout(START):
                await admin.start()
                answer = await admin.create_topics(wanted)
        finally:
            await quietly(admin.close())
    for topic, code, *_ in answer.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise BrokerLost(f"{topic}: {for_code(code).__name__}")


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
