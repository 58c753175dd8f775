from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from tests.servers import Database, Databases, run_folder


@pytest.mark.rule("XC-01")
async def test_a_role_reads_and_writes_its_own_schema_only(database: Database) -> None:
    intake = await asyncpg.connect(database.url("intake"))
    await intake.execute("CREATE TABLE tickets (id int); INSERT INTO tickets VALUES (1)")
    assert await intake.fetchval("SELECT count(*) FROM intake.tickets") == 1
    await intake.close()
    dispatch = await asyncpg.connect(database.url("dispatch"))
    for forbidden in (
        "SELECT * FROM intake.tickets",
        "CREATE TABLE intake.spy ()",
        "CREATE TABLE public.spy ()",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await dispatch.execute(forbidden)
    await dispatch.close()


@pytest.mark.rule("XC-01")
async def test_a_role_needs_its_own_password_and_enters_no_other_database(
    database: Database, postgres: Databases
) -> None:
    url = database.url("intake")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url.replace("intake:", "dispatch:"))
    for other in ("postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(postgres.server.url("intake", other))


async def test_databases_of_two_tests_are_strangers(postgres: Databases) -> None:
    first, second = postgres.fresh_database(), postgres.fresh_database()
    writer = await asyncpg.connect(first.url("intake"))
    await writer.execute("CREATE TABLE only_here ()")
    await writer.close()
    reader = await asyncpg.connect(second.url("intake"))
    assert await reader.fetchval("SELECT to_regclass('only_here')") is None
    await reader.close()
    first.drop()
    second.drop()


async def test_the_broker_takes_a_message(broker: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker, enable_idempotence=False)
    await producer.start()
    sent = await producer.send_and_wait("test-servers", b"hello", key=b"key")
    await producer.stop()
    assert sent.offset == 0


def test_a_run_removes_what_killed_runs_left_and_no_living_one(tmp_path: Path) -> None:
    (tmp_path / "killed" / "postgres").mkdir(parents=True)
    with run_folder(tmp_path) as first, run_folder(tmp_path) as second:
        assert set(tmp_path.iterdir()) == {first, second}
    assert not list(tmp_path.iterdir())
