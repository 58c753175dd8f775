"""A real PostgreSQL and a real broker for one test run; the kernel ends both with it, however it ends."""

import fcntl
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.brokers import Broker, Foreign, OwnBroker, Tansu, chosen
from deploy.local.cluster_sql import admission
from deploy.local.home import new_secrets
from deploy.local.postgres import DATABASE, Postgres
from tests.foreign import left_as_found

CHOSEN = chosen(Path(), log=Path())
"""What kind of broker the tests run on; never started."""
only_on_kafka = pytest.mark.skipif(isinstance(CHOSEN, Tansu), reason="needs Apache Kafka: make test-kafka")
ROLES = ("intake", "dispatch", "complaints", "followup")


@dataclass(frozen=True)
class Database:
    name: str
    server: Postgres

    def url(self, role: str) -> str:
        """`postgresql://role:password@127.0.0.1:port/name`; the role owns the schema of its name."""
        return self.server.url(role, self.name)

    def drop(self) -> None:
        self.server.execute(f"DROP DATABASE {self.name} WITH (FORCE)", "postgres")


class Databases:
    """A fast server (no fsync) whose databases are copies: about 60 ms each."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self._numbers = itertools.count(1)
        self._migrated: dict[tuple[str, ...], Database] = {}

    def fresh_database(self, *migrated: str) -> Database:
        """A database of one's own: the four schemas, with the tables of the services named in `migrated`.

        The caller may `drop()` it; it goes with the server in any case.
        """
        if migrated and migrated not in self._migrated:
            self._migrated[migrated] = _migrate(self._copy(DATABASE), migrated)
        return self._copy(self._migrated[migrated].name if migrated else DATABASE)

    def _copy(self, template: str) -> Database:
        name = f"test_{next(self._numbers)}"
        statements = [f"CREATE DATABASE {name} TEMPLATE {template};", *admission(name, ROLES)]
        self.server.execute("\n".join(statements), "postgres")
        return Database(name, self.server)


def _migrate(database: Database, services: tuple[str, ...]) -> Database:
    """In a thread of its own, as the caller may have an event loop running in this one."""
    from libs.common.migrate import upgrade
    from libs.common.schema import keeper

    failures: list[Exception] = []

    def run() -> None:
        try:
            for service in services:
                upgrade(service, database.url(keeper(service)))
        except Exception as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return database


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-tests-{os.getuid()}")) as folder:
        yield folder


@contextmanager
def run_folder(all_runs: Path) -> Iterator[Path]:
    """A folder for this run; removes what runs that were killed have left beside it.

    A run holds a lock on its own folder, which the kernel drops however the run ends.
    """
    all_runs.mkdir(mode=0o700, exist_ok=True)
    with _locked(all_runs):
        for left in all_runs.iterdir():
            with suppress(BlockingIOError), _locked(left, fcntl.LOCK_NB):
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(dir=all_runs))
        own = ExitStack()
        own.enter_context(_locked(folder))
    with own:
        yield folder
        shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    """Raises `BlockingIOError` if it is held by others and `how` is `LOCK_NB`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(handle)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[Databases]:
    folder, log = server_folder / "postgres", server_folder / "postgres.log"
    server = Postgres(folder, log, passwords=new_secrets(), fast=True)
    server.start()
    yield Databases(server)
    server.stop()


@pytest.fixture
def database(postgres: Databases) -> Iterator[Database]:
    """Four empty schemas, dropped after the test."""
    fresh = postgres.fresh_database()
    yield fresh
    fresh.drop()


@pytest.fixture(scope="session")
def broker(server_folder: Path) -> Iterator[str]:
    """`host:port` of one broker for the whole run: give topics and groups names of your own."""
    with running_broker(server_folder / "broker") as running:
        yield running.bootstrap


@contextmanager
def running_broker(folder: Path) -> Iterator[Broker]:
    """A broker without Aftercare's topics, for the block."""
    broker = chosen(folder, log=folder.with_suffix(".log"))
    broker.start()
    with left_as_found(broker):
        yield broker
    broker.stop()


@contextmanager
def own_broker(folder: Path) -> Iterator[OwnBroker]:
    """One to be stopped, killed, wiped and started at will."""
    ours(CHOSEN)
    with running_broker(folder) as broker:
        yield ours(broker)


def ours(broker: Broker) -> OwnBroker:
    """Skips the test if it is somebody else's."""
    if isinstance(broker, Foreign):
        pytest.skip("KAFKA_BOOTSTRAP names a broker that is not ours to stop")
    return broker
