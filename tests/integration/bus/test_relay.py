"""The relay's own duties, one by one."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from deploy.local.broker import Broker
from libs.common.database import Database
from libs.common.kafka import BrokerLost, Message, Producer, Subscription, ensure_topics
from libs.common.outbox import BUCKETS, Wakeup
from libs.common.relay import Relay
from tests.integration.bus.accounts import ACCOUNTS, change, open_account
from tests.integration.bus.running import until


@pytest.fixture
def own_broker(server_folder: Path) -> Iterator[Broker]:
    running = Broker(server_folder / "relay-broker.log")
    running.start()
    yield running
    running.stop()


def relay(database: Database, broker: Broker) -> Relay:
    wakeup = Wakeup(database.url)
    return Relay(service="intake", database_url=database.url, bootstrap=broker.bootstrap, wakeup=wakeup)


async def queued(database: Database) -> list[tuple[UUID, int]]:
    async with database.transaction() as session:
        rows = await session.execute(QUEUED)
        return [(row.key, row.version) for row in rows]


QUEUED = text(
    "SELECT key, version FROM outbox_queue JOIN outbox_log USING (event_id) ORDER BY outbox_queue.position"
)


@pytest.mark.rule("XC-02")
async def test_a_relay_sends_nothing_while_another_one_leads(intake: Database, own_broker: Broker) -> None:
    leader = await asyncpg.connect(intake.url)
    for bucket in range(BUCKETS):
        await leader.execute(LEAD, bucket)
    account = await open_account(intake)
    follower = asyncio.create_task(relay(intake, own_broker).run())

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
    intake: Database, own_broker: Broker
) -> None:
    one = await open_account(intake, amount=1)
    other = await open_account(intake, amount=1)
    async with intake.transaction() as session:
        await change(session, other, 2)
        await change(session, one, 2)
    sending = relay(intake, own_broker)
    sending._producer = ForgetfulProducer(own_broker.bootstrap)
    connection = await asyncpg.connect(intake.url)
    assert not await sending._send_batch(connection, range(BUCKETS))
    await connection.close()
    assert await queued(intake) == [(other, 1), (other, 2)]


@pytest.mark.rule("XC-03")
async def test_a_position_is_not_trusted_in_a_partition_that_a_new_broker_has_filled(
    own_broker: Broker,
) -> None:
    await ensure_topics(own_broker.bootstrap, [ACCOUNTS])
    producer = Producer(own_broker.bootstrap)
    message = Message(ACCOUNTS.name, b"key", b"{}", [])
    await producer.send([message] * 5)
    subscription = await subscribed(own_broker)
    read = 0
    while read < 5:
        records = await subscription.fetch(most=100)
        subscription.taken(records)
        read += len(records)
    own_broker.stop()
    own_broker.start()
    await ensure_topics(own_broker.bootstrap, [ACCOUNTS])
    await producer.close()
    await producer.send([message] * 10)
    with pytest.raises(BrokerLost):
        await read_on(subscription)
    await subscription.close()
    again = await subscribed(own_broker)
    while not (records := await again.fetch(most=100)):
        pass
    assert records[0].offset == 0
    await again.close()
    await producer.close()


async def read_on(subscription: Subscription) -> None:
    while True:
        records = await subscription.fetch(most=100)
        assert [record.offset for record in records][:1] in ([], [0])


async def subscribed(broker: Broker) -> Subscription:
    made = Subscription(broker.bootstrap, group="test", member="1", topics=[ACCOUNTS])
    await made.start()
    return made
