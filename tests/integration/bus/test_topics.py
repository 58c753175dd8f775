"""Topics that are not as their contracts have them are told of, and used as they are."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.envelope import TOPICS, Topic
from libs.common.figures import Figures
from libs.common.inbox import Inbox
from libs.common.kafka import Cluster, Difference, differences, ensure_topics
from libs.common.listening import Listening
from libs.common.outbox import Wakeup

_DAY = 86_400_000


@pytest.fixture
def cluster(broker: str) -> Cluster:
    return Cluster(broker)


@pytest.fixture
def topic() -> Topic:
    return Topic(f"aftercare.test.{uuid4()}", "test", "of this test", partitions=3, retention_days=2)


@pytest.fixture(autouse=True)
def _known_as_before() -> Iterator[None]:
    before = dict(TOPICS)
    yield
    TOPICS.clear()
    TOPICS.update(before)


async def test_what_is_as_agreed_is_not_told(cluster: Cluster, topic: Topic) -> None:
    await ensure_topics(cluster, [topic])
    assert await differences(cluster, [topic]) == []


async def test_what_is_not_there_is_not_made_by_looking(cluster: Cluster, topic: Topic) -> None:
    assert await differences(cluster, [topic]) == []
    await ensure_topics(cluster, [replace(topic, partitions=1)])
    assert await differences(cluster, [topic]) == [Difference(topic.name, "partitions", 3, 1)]


@pytest.mark.parametrize("partitions", [2, 5])
async def test_other_partitions_and_another_retention_are_told(
    cluster: Cluster, topic: Topic, partitions: int
) -> None:
    await ensure_topics(cluster, [replace(topic, partitions=partitions, retention_days=1)])
    assert await differences(cluster, [topic]) == [
        Difference(topic.name, "partitions", 3, partitions),
        Difference(topic.name, "retention.ms", 2 * _DAY, _DAY),
    ]


async def test_a_worker_says_it_once(cluster: Cluster, topic: Topic, dispatch: Database) -> None:
    await ensure_topics(cluster, [replace(topic, partitions=1)])
    TOPICS[topic.name] = topic
    consumers: list[Consumer] = []
    inbox = Inbox(consumers, service="test", database=dispatch, wakeup=Wakeup(dispatch.url))
    figures = Figures(database=dispatch, consumers=consumers)
    listening = Listening(
        service="test", member="1", topics=[], cluster=cluster, inbox=inbox, figures=figures
    )
    with capture_logs() as lines:
        for _ in range(2):
            listening.assigned.clear()
            running = asyncio.create_task(listening.run())
            await listening.assigned.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    told = [line for line in lines if line.get("topic") == topic.name]
    assert told == [
        {
            "event": "topic_differs",
            "log_level": "warning",
            "topic": topic.name,
            "setting": "partitions",
            "contract": 3,
            "broker": 1,
        }
    ]
