"""What a worker shows to those who watch it."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.ports import answers, free_port
from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.door import Door
from libs.common.outbox import Wakeup
from tests.integration.bus.accounts import AmountChanged, change, heard, listener, open_account
from tests.integration.bus.running import until, worker


async def figures(port: int) -> dict[tuple[str, ...], float]:
    """Every sample by name and values of its labels."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        answer = await http.get("/metrics")
    assert answer.status_code == HTTPStatus.OK
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.mark.rule("XC-07")
async def test_a_worker_shows_lag_ages_retries_letters_and_parked_keys(
    intake: Database, dispatch: Database, broker: str
) -> None:
    """The consumer hangs at 500, and has a bug at 666."""
    hangs, name = asyncio.Event(), "dispatch.figures"
    consumer = listener(name, fails_on=[666])
    hear = consumer._handlers[AmountChanged]

    async def hang(event, *, session, act):  # type: ignore[no-untyped-def]
        if event.data.amount == 500:
            await hangs.wait()
        await hear(event, session=session, act=act)

    consumer._handlers[AmountChanged] = hang
    topic, port = AmountChanged.topic.name, free_port()
    poisoned, other = await open_account(intake, amount=1), await open_account(intake, amount=1)
    wakeup = Wakeup(intake.url)

    async def add(account, *amounts: int) -> None:  # type: ignore[no-untyped-def]
        for amount in amounts:
            async with intake.transaction() as session:
                await change(session, account, amount)
            wakeup.after_commit()

    async with (
        worker(intake, broker, service="intake"),
        worker(dispatch, broker, consumer, worker_port=port),
    ):
        await add(poisoned, 666, 2)

        async def parked() -> bool:
            return (await figures(port)).get(("aftercare_parked_keys", name)) == 1

        await until(parked)
        await add(other, 500)

        async def waits() -> bool:
            return (await figures(port))[("aftercare_consumer_lag_events", name, topic)] >= 1

        await until(waits)
        shown = await figures(port)
        assert shown[("aftercare_unapplied_oldest_seconds",)] > 0
        assert shown[("aftercare_dead_letters_kept", name, "failed")] == 1
        assert shown[("aftercare_event_retries_total", name)] >= 3
        assert shown[("aftercare_outbox_unsent_events",)] == 0
        assert any(sample[0] == "aftercare_consumer_batch_events_bucket" for sample in shown)
        hangs.set()

        async def caught_up() -> bool:
            now = await figures(port)
            lag = now[("aftercare_consumer_lag_events", name, topic)]
            return lag == now[("aftercare_unapplied_oldest_seconds",)] == 0

        await until(caught_up)
        assert await heard(dispatch, other) == [1, 500]
    await wakeup.close()


async def test_a_worker_is_ready_when_it_has_its_partitions_and_its_database(
    dispatch: Database, broker: str
) -> None:
    port = free_port()
    async with (
        worker(dispatch, broker, listener("dispatch.ready"), worker_port=port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        for page in ("/health/live", "/health/ready"):
            assert (await http.get(page)).status_code == HTTPStatus.OK


async def test_a_worker_without_its_database_is_live_not_ready_and_shows_no_old_figure(broker: str) -> None:
    port = free_port()
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none")
    async with worker(nowhere, broker, Consumer("dispatch.none"), worker_port=port):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            assert (await http.get("/health/live")).status_code == HTTPStatus.OK
            assert (await http.get("/health/ready")).status_code == HTTPStatus.SERVICE_UNAVAILABLE
        unsent = (await figures(port))[("aftercare_outbox_unsent_events",)]
        assert unsent != unsent


@pytest.fixture
async def door() -> AsyncIterator[int]:
    async def hello() -> tuple[HTTPStatus, str]:
        return HTTPStatus.OK, "你好"

    async def fails() -> tuple[HTTPStatus, str]:
        raise KeyError

    port = free_port()
    running = asyncio.create_task(Door({"/": hello, "/fails": fails}, host="127.0.0.1", port=port).run())
    while not answers(port):  # noqa: ASYNC110 — a socket tells nobody
        await asyncio.sleep(0.01)
    yield port
    running.cancel()
    await asyncio.wait([running])


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 "),
        (b"GET /?x=1 HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 "),
        (b"POST / HTTP/1.1\r\n\r\n", b"HTTP/1.1 405 "),
        (b"GET /other HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 "),
        (b"GET /fails HTTP/1.1\r\n\r\n", b"HTTP/1.1 500 "),
        (b"\xff\x00\r\n\r\n", b"HTTP/1.1 404 "),
        (b"x" * 100_000, b""),
        (b"GET", b""),
        (b"", b""),
    ],
    ids=repr,
)
async def test_the_door_answers_or_hangs_up_whatever_comes(door: int, request_: bytes, answer: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door)
    writer.write(request_)
    writer.write_eof()
    try:
        assert (await reader.read()).startswith(answer)
    except ConnectionResetError:
        assert not answer
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", door)
    writer.write(b"HEAD / HTTP/1.1\r\n\r\n")
    assert (await reader.read()).endswith(
        b"Content-Length: 6\r\nAllow: GET, HEAD\r\nConnection: close\r\n\r\n"
    )
    writer.close()
