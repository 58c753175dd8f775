from collections.abc import Iterator

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from deploy.local.ports import answers
from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from tests.integration.local.stacks import (
    answering_process,
    eventually,
    kill,
    kill_and_await_return,
    stand_in_stack,
)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stand_in_stack(tmp_path_factory.mktemp("stack") / "home") as running:
        yield running


def database_ready(stack: Stack) -> bool:
    return Postgres(
        stack.home / "postgres", stack.output, passwords={}, port=stack.facts.ports["postgres"]
    ).ready()


@pytest.mark.parametrize("name", ["intake-api", "dispatch-worker", "gateway", "postgres", "broker"])
def test_a_process_that_is_killed_comes_back_and_a_line_says_so(stack: Stack, name: str) -> None:
    kill_and_await_return(stack, name)
    line = f"{name} died (signal 9) and runs again as process {stack.facts.processes[name]}"
    assert eventually(lambda: line in stack.output.read_text())


def test_a_process_comes_back_the_tenth_time_too(stack: Stack) -> None:
    for _ in range(10):
        kill_and_await_return(stack, "followup-worker")


def test_a_request_during_the_restart_of_an_api_is_answered(stack: Stack) -> None:
    port = stack.facts.ports["complaints"]
    before = answering_process(port)
    kill(before)
    assert answering_process(port) != before


async def test_data_survive_the_death_of_postgres(stack: Stack) -> None:
    url = stack.facts.databases["intake"]
    assert eventually(lambda: database_ready(stack))
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
    kill_and_await_return(stack, "postgres")
    connection.terminate()
    assert eventually(lambda: database_ready(stack))
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT id FROM kept") == 7
    await connection.close()


async def test_the_broker_comes_back_empty_on_its_port(stack: Stack) -> None:
    bootstrap = stack.facts.kafka_bootstrap

    async def first_offset() -> int:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=False)
        await producer.start()
        sent = await producer.send_and_wait("restarts", b"again", key=b"key")
        await producer.stop()
        return int(sent.offset)

    assert eventually(lambda: answers(stack.facts.ports["broker"]))
    assert await first_offset() == 0
    kill_and_await_return(stack, "broker")
    assert eventually(lambda: answers(stack.facts.ports["broker"]))
    assert await first_offset() == 0
