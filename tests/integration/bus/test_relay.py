"""The relay's own duties, one by one."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from deploy.local.brokers import OwnBroker
from libs.common.database import Database
from libs.common.kafka import BrokerLost, Cluster, Message, Producer, Subscription, ensure_topics
from libs.common.outbox import BUCKETS, Wakeup
from libs.common.relay import Relay
from tests.integration.bus.accounts import ACCOUNTS, change, open_account
from tests.integration.bus.running import until
from tests.servers import own_broker


@pytest.fixture
def broker(server_folder: Path) -> Iterator[OwnBroker]:
    with own_broker(server_folder / "relay") as running:
        yield running
        running.stop()
        running.wipe()


def relay(database: Database, broker: OwnBroker) -> Relay:
    wakeup = Wakeup(database.url)
    cluster = Cluster(broker.bootstrap)
    return Relay(service="intake", database_url=database.url, cluster=cluster, wakeup=wakeup)


async def queued(database: Database) -> list[tuple[UUID, int]]:
    async with database.transaction() as session:
        rows = await session.execute(QUEUED)
        return [(row.key, row.version) for row in rows]


QUEUED = text(
    "SELECT key, version FROM outbox_queue JOIN outbox_log USING (event_id) ORDER BY outbox_queue.position"
)


@pytest.mark.rule("XC-02")
async def test_a_relay_sends_nothing_while_another_one_leads(intake: Database, broker: OwnBroker) -> None:
    leader = await asyncpg.connect(intake.url)
    for bucket in range(BUCKETS):
        await leader.execute(LEAD, bucket)
    account = await open_account(intake)
    follower = asyncio.create_task(relay(intake, broker).run())

    async def has_tried() -> bool:
        return bool(await leader.fetchval(TRIED))

    await until(has_tried)
    assert await queued(intake) == [(account, 1)]
    await leader.close()

    async def took_over() -> bool:
        return not await queued(intake)

    await until(took_over)
    follower.cancel()
    await asyncio.wait([follower])


LEAD = "SELECT pg_advisory_lock(hashtext('relay ' || current_schema()), $1)"
TRIED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'relay' AND state = 'idle' AND query NOT LIKE '%LISTEN%'
      AND query_start > backend_start AND datname = current_database() AND query LIKE '%try_advisory%'"""


class ForgetfulProducer(Producer):
    """Loses the second message of every batch."""

    async def send(self, messages: Sequence[Message]) -> list[tuple[int, int] | None]:
        return [None if number == 1 else (0, number) for number in range(len(messages))]


@pytest.mark.rule("XC-02")
async def test_nothing_of_a_key_is_removed_from_the_first_message_that_was_not_acknowledged(
    intake: Database, broker: OwnBroker
) -> None:
    one = await open_account(intake, amount=1)
    other = await open_account(intake, amount=1)
    async with intake.transaction() as session:
        await change(session, other, 2)
        await change(session, one, 2)
    sending = relay(intake, broker)
    sending._producer = ForgetfulProducer(Cluster(broker.bootstrap))
    connection = await asyncpg.connect(intake.url)
    assert not await sending._send_batch(connection, range(BUCKETS))
    await connection.close()
    assert await queued(intake) == [(other, 1), (other, 2)]


@pytest.mark.rule("XC-03")
async def test_a_position_is_not_trusted_in_a_partition_that_a_new_broker_has_filled(
    broker: OwnBroker,
) -> None:
    cluster = Cluster(broker.bootstrap)
    await ensure_topics(cluster, [ACCOUNTS])
    producer = Producer(cluster)
    message = Message(ACCOUNTS.name, b"key", b"{}", [])
    await producer.send([message] * 5)
    subscription = await subscribed(cluster)
    read = 0
    while read < 5:
        records = await subscription.fetch(most=100)
        subscription.taken(records)
        read += len(records)
    broker.stop()
    broker.wipe()
    broker.start()
    await ensure_topics(cluster, [ACCOUNTS])
    await producer.close()
    await producer.send([message] * 10)
    with pytest.raises(BrokerLost):
        await read_on(subscription)
    await subscription.close()
    again = await subscribed(cluster)
    while not (records := await again.fetch(most=100)):
        pass
    assert records[0].offset == 0
    await again.close()
    await producer.close()


async def read_on(subscription: Subscription) -> None:
    while True:
        records = await subscription.fetch(most=100)
        assert [record.offset for record in records][:1] in ([], [0])


async def subscribed(cluster: Cluster) -> Subscription:
    made = Subscription(cluster, group="test", member="1", topics=[ACCOUNTS])
    await made.start()
    return made
