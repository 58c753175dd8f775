"""From one service's transaction through the broker into another's: what holds whatever dies."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from sqlalchemy import text

from deploy.local.brokers import Broker
from libs.common.database import Database
from libs.common.outbox import Wakeup, send_again
from tests.integration.bus.accounts import ACCOUNTS, change, heard, listener, open_account
from tests.integration.bus.conftest import with_tables
from tests.integration.bus.running import until, worker
from tests.servers import Databases, ours, own_broker, running_broker

QUEUED = text("SELECT count(*) FROM outbox_queue")


@dataclass(frozen=True)
class Town:
    """Two workers of intake, of which one leads, and one of dispatch, on a broker of their own."""

    intake: Database
    dispatch: Database
    broker: Broker
    wakeup: Wakeup

    async def changes(self, account: UUID, *amounts: int) -> None:
        for amount in amounts:
            async with self.intake.transaction() as session:
                await change(session, account, amount)
            self.wakeup.after_commit()

    async def hears(self, account: UUID, amounts: list[int]) -> None:
        self.wakeup.after_commit()

        async def all_heard() -> bool:
            return len(await heard(self.dispatch, account)) >= len(amounts)

        await until(all_heard)
        assert await heard(self.dispatch, account) == amounts

    async def has_sent_all(self) -> None:
        self.wakeup.after_commit()

        async def sent() -> bool:
            async with self.intake.transaction() as session:
                return not await session.scalar(QUEUED)

        await until(sent)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: Databases, server_folder: Path) -> AsyncIterator[Town]:
    database = postgres.fresh_database()
    intake, dispatch = await with_tables(database.url("intake")), await with_tables(database.url("dispatch"))
    with running_broker(server_folder / "town") as broker:
        address = broker.bootstrap
        async with (
            worker(intake, address, service="intake", member="1"),
            worker(intake, address, service="intake", member="2"),
            worker(dispatch, address, listener(fails_on=[666])),
        ):
            wakeup = Wakeup(intake.url)
            yield Town(intake, dispatch, broker, wakeup)
            await wakeup.close()
    await intake.close()
    await dispatch.close()
    database.drop()


@pytest.mark.rule("XC-02")
async def test_a_change_in_one_service_takes_effect_in_another(town: Town) -> None:
    account = await open_account(town.intake, amount=1)
    await town.changes(account, 2, 3)
    await town.hears(account, [1, 2, 3])


@pytest.mark.rule("XC-02")
async def test_no_event_is_missed_when_transactions_commit_late_and_out_of_order(town: Town) -> None:
    late, early = await open_account(town.intake, amount=1), await open_account(town.intake, amount=1)
    async with town.intake.transaction() as session:
        await change(session, late, 2)
        await town.changes(early, 2, 3)
        await town.hears(early, [1, 2, 3])
    await town.hears(late, [1, 2])


@pytest.mark.rule("XC-02")
async def test_order_holds_for_each_aggregate_under_concurrent_writers(town: Town) -> None:
    accounts = [await open_account(town.intake, amount=0) for _ in range(5)]
    written = dict.fromkeys(accounts, 0)

    async def write(seed: int) -> None:
        draw = random.Random(seed)
        for _ in range(20):
            account = draw.choice(accounts)
            async with town.intake.transaction() as session:
                await session.execute(LOCK, {"id": account})
                written[account] += 1
                await change(session, account, written[account])
                await asyncio.sleep(draw.random() / 100)

    await asyncio.gather(*map(write, range(6)))
    for account in accounts:
        await town.hears(account, list(range(written[account] + 1)))


LOCK = text("SELECT FROM accounts WHERE id = :id FOR UPDATE")


async def test_a_poisoned_key_does_not_stop_the_others(town: Town) -> None:
    poisoned, healthy = await open_account(town.intake, amount=1), await open_account(town.intake, amount=1)
    await town.changes(poisoned, 666, 2)
    await town.changes(healthy, 2, 3)
    await town.hears(healthy, [1, 2, 3])
    assert await heard(town.dispatch, poisoned) == [1]


async def test_garbage_on_a_topic_does_not_stop_the_events(town: Town) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=town.broker.bootstrap)
    await producer.start()
    draw = random.Random(1)
    for size in (0, 1, 10, 1000, 900_000):
        key = draw.choice([None, draw.randbytes(16)])
        await producer.send_and_wait(
            ACCOUNTS.name, draw.randbytes(size), key=key, headers=[("ce_id", b"\xfe")]
        )
    await producer.stop()
    account = await open_account(town.intake, amount=1)
    await town.hears(account, [1])

    async def set_aside() -> bool:
        async with town.dispatch.transaction() as session:
            return bool(await session.scalar(UNREADABLE) == 5)

    await until(set_aside)


UNREADABLE = text("SELECT count(*) FROM dead_letters WHERE reason = 'undecodable'")


@pytest.mark.rule("XC-03")
async def test_what_is_sent_again_changes_nothing(town: Town) -> None:
    account = await open_account(town.intake, amount=1)
    await town.changes(account, 2)
    await town.hears(account, [1, 2])
    async with town.intake.transaction() as session:
        assert await send_again(session, key=account) == 2
    await town.has_sent_all()
    await town.changes(account, 3)
    await town.hears(account, [1, 2, 3])


@pytest.mark.rule("XC-03")
async def test_a_broker_that_lost_everything_is_filled_again(town: Town) -> None:
    accounts = [await open_account(town.intake, amount=0) for _ in range(10)]
    await town.hears(accounts[-1], [0])
    broker = ours(town.broker)
    broker.stop()
    broker.wipe()
    for account in accounts:
        await town.changes(account, *range(1, 20))
    broker.start()
    for account in accounts:
        await town.hears(account, list(range(20)))


@pytest.mark.rule("XC-03")
async def test_events_that_an_idle_broker_lost_before_anybody_read_them_are_sent_again(
    intake: Database, dispatch: Database, server_folder: Path
) -> None:
    with own_broker(server_folder / "forgetful") as broker:
        town = Town(intake, dispatch, broker, Wakeup(intake.url))
        async with worker(intake, broker.bootstrap, service="intake"):
            account = await open_account(intake, amount=7)
            await town.has_sent_all()
            broker.stop()
            broker.wipe()
            broker.start()
            async with worker(dispatch, broker.bootstrap, listener()):
                await town.hears(account, [7])
        await town.wakeup.close()


@pytest.mark.rule("XC-02")
async def test_connections_cut_by_the_database_cost_nothing(town: Town, postgres: Databases) -> None:
    account = await open_account(town.intake, amount=0)
    for amount in range(1, 10):
        await town.changes(account, amount)
        if amount % 3 == 0:
            postgres.server.execute(CUT)
            await town.intake.engine.dispose()
            await town.dispatch.engine.dispose()
    await town.hears(account, list(range(10)))


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('intake', 'dispatch')"
