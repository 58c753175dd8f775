"""Processes are killed with -9 in the middle of their work; nothing is lost, doubled or turned round."""

import asyncio
import contextlib
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.brokers import OwnBroker
from deploy.local.home import new_secrets
from deploy.local.postgres import Postgres
from deploy.local.spawn import before_exec
from libs.common.database import Database
from tests.integration.bus.accounts import Account, change, heard, open_account
from tests.integration.bus.conftest import with_tables
from tests.integration.bus.running import until
from tests.servers import own_broker

ROUNDS = 60
KILLED = ("intake", "dispatch", "postgres", "broker", "all that the broker has")


class Processes:
    """A database, a broker and two workers that die and come back."""

    def __init__(self, folder: Path, broker: OwnBroker) -> None:
        self.postgres = Postgres(folder / "kills", folder / "kills.log", passwords=new_secrets())
        self.broker = broker
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, service: str) -> None:
        command = [sys.executable, "-m", "tests.integration.bus.process", service]
        self.workers[service] = subprocess.Popen(
            [*command, self.postgres.url(service), self.broker.bootstrap],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=before_exec(signal.SIGKILL),
        )

    def kill_and_start(self, what: str) -> None:
        if what == "postgres":
            assert self.postgres._process is not None
            self.postgres._process.kill()
            self.postgres._process.wait()
            self.postgres.start()
        elif what == "broker":
            self.broker.kill()
            self.broker.start()
        elif what == "all that the broker has":
            self.broker.kill()
            self.broker.wipe()
            self.broker.start()
        else:
            self.workers[what].kill()
            self.workers[what].wait()
            self.start(what)


@pytest.fixture
def processes(server_folder: Path) -> Iterator[Processes]:
    with own_broker(server_folder / "kills-broker") as broker:
        made = Processes(server_folder, broker)
        made.postgres.start()
        yield made
        for process in made.workers.values():
            process.kill()
            process.wait()
        made.postgres.stop()


@pytest.mark.rule("XC-02", "XC-03")
async def test_whatever_is_killed_each_event_takes_effect_once_and_in_order(processes: Processes) -> None:
    intake = await with_tables(processes.postgres.url("intake"))
    dispatch = await with_tables(processes.postgres.url("dispatch"))
    for service in ("intake", "dispatch"):
        processes.start(service)
    accounts = [await open_account(intake, amount=0) for _ in range(8)]
    draw = random.Random(20261123)
    for number in range(1, ROUNDS + 1):
        if number % 10 == 0:
            processes.kill_and_start(draw.choice(KILLED))
        for account in accounts:
            await change_until_acknowledged(intake, account, number)
        await asyncio.sleep(draw.random() / 5)

    async def all_heard() -> bool:
        with contextlib.suppress(Exception):
            return all([len(await heard(dispatch, account)) > ROUNDS for account in accounts])
        return False

    await until(all_heard, within=90)
    for account in accounts:
        assert await heard(dispatch, account) == list(range(ROUNDS + 1))
    await intake.close()
    await dispatch.close()


async def change_until_acknowledged(database: Database, account: object, amount: int) -> None:
    """A commit whose answer was lost may have happened: look before trying again."""
    while True:
        with contextlib.suppress(Exception):
            async with database.transaction() as session:
                current = await session.get_one(Account, account, with_for_update=True)
                if current.amount < amount:
                    await change(session, current.id, amount)
            return
        await asyncio.sleep(0.1)
