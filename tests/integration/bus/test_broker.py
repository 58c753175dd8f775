"""From one service's transaction through the broker into another's: what holds whatever dies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from deploy.local.broker import Broker
from libs.common.database import Database
from tests.integration.bus.accounts import change, heard, listener, open_account
from tests.integration.bus.running import until, worker

QUEUED = text("SELECT count(*) FROM outbox_queue")


@pytest.fixture
def own_broker(server_folder: Path) -> Iterator[Broker]:
    running = Broker(server_folder / "own-broker.log")
    running.start()
    yield running
    running.stop()


async def test_an_event_goes_from_the_outbox_through_the_broker_into_the_inbox(
    intake: Database, dispatch: Database, own_broker: Broker
) -> None:
    account = await open_account(intake, amount=1)
    async with (
        worker(intake, own_broker.bootstrap, service="intake"),
        worker(dispatch, own_broker.bootstrap, listener()),
    ):
        async with intake.transaction() as session:
            await change(session, account, 2, 3)

        async def arrived() -> bool:
            return await heard(dispatch, account) == [1, 2, 3]

        await until(arrived)


@pytest.mark.rule("XC-03")
async def test_a_broker_that_lost_everything_is_filled_again_and_nothing_is_doubled_or_left_out(
    intake: Database, dispatch: Database, own_broker: Broker
) -> None:
    async with worker(intake, own_broker.bootstrap, service="intake"):
        accounts = [await open_account(intake, amount=0) for _ in range(20)]
        async with worker(dispatch, own_broker.bootstrap, listener()):

            async def all_opened() -> bool:
                return len(await heard(dispatch)) == len(accounts)

            await until(all_opened)
            own_broker.stop()
            for amount in range(1, 30):
                async with intake.transaction() as session:
                    for account in accounts:
                        await change(session, account, amount)
            own_broker.start()

            async def all_changed() -> bool:
                return len(await heard(dispatch)) >= 30 * len(accounts)

            await until(all_changed)
        for account in accounts:
            assert await heard(dispatch, account) == list(range(30))


@pytest.mark.rule("XC-03")
async def test_events_lost_by_an_idle_broker_before_anybody_read_them_are_sent_again(
    intake: Database, dispatch: Database, own_broker: Broker
) -> None:
    async with worker(intake, own_broker.bootstrap, service="intake"):
        account = await open_account(intake, amount=7)

        async def sent() -> bool:
            async with intake.transaction() as session:
                return not await session.scalar(QUEUED)

        await until(sent)
        own_broker.stop()
        own_broker.start()
        async with worker(dispatch, own_broker.bootstrap, listener()):

            async def arrived() -> bool:
                return await heard(dispatch, account) == [7]

            await until(arrived)
