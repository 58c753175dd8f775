"""What topics, producers and members of a group are to a broker."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from libs.common.events.envelope import Topic
from libs.common.kafka import BrokerLost, Cluster, Message, Producer, Subscription, ensure_topics
from libs.common.settings import Settings
from libs.common.testing.web import settings_for
from tests.servers import only_on_kafka, running_broker

pytestmark = only_on_kafka
RECORDS = Topic("aftercare.test.records", "test", "records of the tests")
KEPT = Topic("aftercare.test.kept", "test", "in three partitions", partitions=3, retention_days=2)
COPIED = Topic("aftercare.test.copied", "test", "in more places than there are")


@pytest.fixture(scope="module")
def settings(server_folder: Path) -> Iterator[Settings]:
    with running_broker(server_folder / "cluster-broker") as broker:
        yield settings_for("postgresql://unused", kafka_bootstrap=broker.bootstrap)


@pytest.fixture(scope="module")
def cluster(settings: Settings) -> Cluster:
    return Cluster.of(settings)


@pytest_asyncio.fixture(scope="module")
async def admin(cluster: Cluster) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**cluster.client())
    await client.start()
    yield client
    await client.close()


async def test_a_topic_is_made_as_its_data_and_the_cluster_have_it(
    settings: Settings, admin: AIOKafkaAdminClient
) -> None:
    careful = Cluster.of(settings.model_copy(update={"kafka_min_insync_replicas": 2}))
    await ensure_topics(careful, [KEPT])
    await ensure_topics(careful, [KEPT])
    [described] = await admin.describe_topics([KEPT.name])
    assert len(described["partitions"]) == 3
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, KEPT.name)])
    made = {name: value for name, value, *_ in answer.resources[0][4]}
    assert made["retention.ms"] == str(2 * 24 * 3600 * 1000)
    assert made["min.insync.replicas"] == "2"


async def test_more_copies_than_brokers_are_told_and_not_made_do(settings: Settings) -> None:
    large = Cluster.of(settings.model_copy(update={"kafka_replication": 99}))
    with pytest.raises(BrokerLost, match="InvalidReplicationFactor"):
        await ensure_topics(large, [COPIED])


async def test_the_producer_is_idempotent_where_the_broker_can(cluster: Cluster) -> None:
    await ensure_topics(cluster, [RECORDS])
    producer = Producer(cluster)
    assert None not in await producer.send([Message(RECORDS.name, b"key", b"{}", [])])
    assert producer._client is not None
    assert producer._client._txn_manager.has_pid()
    await producer.close()


@pytest.mark.parametrize(("leaving", "left"), [(True, 1), (False, 2)], ids=["leaves", "comes back"])
async def test_a_member_that_leaves_keeps_no_place_and_one_that_will_come_back_does(
    cluster: Cluster, admin: AIOKafkaAdminClient, leaving: bool, left: int
) -> None:
    await ensure_topics(cluster, [RECORDS])
    group = f"aftercare.test-{uuid4()}"
    one, two = [Subscription(cluster, group=group, member=name, topics=[RECORDS]) for name in "12"]
    await one.start()
    await two.start()
    await one.close(leaving=leaving)
    assert len(await members(admin, group)) == left
    await two.close(leaving=True)


async def members(admin: AIOKafkaAdminClient, group: str) -> list[object]:
    [answer] = await admin.describe_consumer_groups([group])
    found: list[object] = answer.groups[0][5]
    return found
