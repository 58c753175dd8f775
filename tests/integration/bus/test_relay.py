"""The relay's own duties, one by one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from deploy.local.brokers import OwnBroker
from libs.common import relay as relaying
from libs.common.database import Database
from libs.common.events.cloudevents import Record
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

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(cluster)
        self.sent: list[Message] = []

    async def send(self, messages: Sequence[Message]) -> list[tuple[int, int] | None]:
        self.sent += messages
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
    await sending._send_all(connection, range(BUCKETS))
    await connection.close()
    await sending._producer.close()
    await sending._offsets.close()
    assert await queued(intake) == [(other, 1), (other, 2)]


@pytest.mark.rule("XC-02")
async def test_what_was_read_ahead_is_not_sent_behind_a_message_that_was_not_acknowledged(
    intake: Database, broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "_BATCH", 2)
    for _ in range(3):
        await open_account(intake, amount=1)
    sending = relay(intake, broker)
    producer = sending._producer = ForgetfulProducer(Cluster(broker.bootstrap))
    connection = await asyncpg.connect(intake.url)
    await sending._send_all(connection, range(BUCKETS))
    await connection.close()
    await producer.close()
    await sending._offsets.close()
    assert len(producer.sent) == 2
    assert len(await queued(intake)) == 2


class LateProducer(Producer):
    """Takes everything; while it takes the first batch, `late` happens."""

    def __init__(self, cluster: Cluster, late: Callable[[], Awaitable[None]]) -> None:
        super().__init__(cluster)
        self._late: Callable[[], Awaitable[None]] | None = late
        self.sent: list[Message] = []

    async def send(self, messages: Sequence[Message]) -> list[tuple[int, int] | None]:
        late, self._late = self._late, None
        if late:
            await late()
        first = len(self.sent)
        self.sent += messages
        return [(0, first + number) for number in range(len(messages))]


@pytest.mark.rule("XC-02")
@pytest.mark.parametrize("batch", [1, 1000])
async def test_what_was_committed_late_is_not_overtaken_by_what_followed_it(
    intake: Database, broker: OwnBroker, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(relaying, "_BATCH", batch)
    account = await open_account(intake)
    slow = intake.engine.connect()
    late_session = AsyncSession(await slow.start())
    await change(late_session, account, 2)
    for _ in range(2):
        await open_account(intake)

    async def commit_and_follow() -> None:
        await late_session.commit()
        async with intake.transaction() as session:
            await change(session, account, 3)

    sending = relay(intake, broker)
    producer = sending._producer = LateProducer(Cluster(broker.bootstrap), commit_and_follow)
    connection = await asyncpg.connect(intake.url)
    while await queued(intake):
        await sending._send_all(connection, range(BUCKETS))
    await connection.close()
    await late_session.close()
    await slow.close()
    await producer.close()
    await sending._offsets.close()
    of_account = [one for one in producer.sent if one.key == str(account).encode()]
    assert [dict(one.headers)["ce_version"] for one in of_account] == [b"1", b"2", b"3"]


@pytest.mark.rule("XC-03")
async def test_nothing_goes_to_a_new_broker_that_nobody_has_looked_at(broker: OwnBroker) -> None:
    cluster = Cluster(broker.bootstrap)
    await ensure_topics(cluster, [ACCOUNTS])
    producer = Producer(cluster)
    await producer.connect()
    message = Message(ACCOUNTS.name, b"key", b"{}", [])
    assert None not in await producer.send([message])
    await start_anew(broker)
    await ensure_topics(cluster, [ACCOUNTS])
    assert await producer.send([message]) == [None]
    assert not producer.connected
    await producer.connect()
    assert None not in await producer.send([message])
    await producer.close()


@pytest.mark.rule("XC-03")
async def test_a_new_event_does_not_reach_a_new_broker_before_those_before_it(
    intake: Database, broker: OwnBroker
) -> None:
    account = await open_account(intake)
    sending = relay(intake, broker)
    connection = await asyncpg.connect(intake.url)
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=bytes, decoder=bytes
    )
    await sending._send_all(connection, range(BUCKETS))
    await start_anew(broker)
    async with intake.transaction() as session:
        await change(session, account, 2, 3)
    await ensure_topics(Cluster(broker.bootstrap), [ACCOUNTS])
    while await queued(intake):
        await sending._send_all(connection, range(BUCKETS))
    await connection.close()
    await sending._producer.close()
    await sending._offsets.close()
    subscription = await subscribed(Cluster(broker.bootstrap))
    while not (records := await subscription.fetch(most=100)):
        pass
    await subscription.close()
    assert [version_of(record) for record in records][:3] == [b"1", b"2", b"3"]


def version_of(record: Record) -> bytes | None:
    return dict(record.headers)["ce_version"]


async def start_anew(broker: OwnBroker) -> None:
    """As another one, at the same address."""
    broker.kill()
    broker.wipe()
    broker.start()


@pytest.mark.rule("XC-03")
async def test_a_position_is_not_trusted_in_a_partition_that_a_new_broker_has_filled(
    broker: OwnBroker,
) -> None:
    cluster = Cluster(broker.bootstrap)
    await ensure_topics(cluster, [ACCOUNTS])
    producer = Producer(cluster)
    await producer.connect()
    message = Message(ACCOUNTS.name, b"key", b"{}", [])
    await producer.send([message] * 5)
    subscription = await subscribed(cluster)
    read = 0
    while read < 5:
        records = await subscription.fetch(most=100)
        subscription.taken(records)
        read += len(records)
    await start_anew(broker)
    await ensure_topics(cluster, [ACCOUNTS])
    await producer.connect()
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
