"""The gateway passes streams both ways and tells failures as problems (api.md)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.integration.console.conftest import SERVICE, gateway_before, listener, served


async def test_a_stream_is_answered_while_it_is_sent(gateway: httpx.AsyncClient) -> None:
    reader, writer = await asyncio.open_connection(gateway.base_url.host, gateway.base_url.port)
    writer.write(
        b"POST /intake/v1/lines HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-ndjson\r\n\r\n"
    )
    for line in (b"one\n", b"two\n", b"three\n"):
        writer.write(b"%x\r\n%b\r\n" % (len(line), line))
        async with asyncio.timeout(5):
            await reader.readuntil(b"got " + line)
    writer.write(b"0\r\n\r\n")
    async with asyncio.timeout(5):
        await reader.readuntil(b"0\r\n\r\n")
    writer.close()


async def test_a_caller_that_reads_late_blocks_nobody(gateway: httpx.AsyncClient) -> None:
    async def lines() -> AsyncIterator[bytes]:
        for _ in range(400):
            yield b"x" * 10_000 + b"\n"

    async with gateway.stream("POST", "/intake/v1/lines", content=lines()) as answer:
        received = sum([len(chunk) async for chunk in answer.aiter_bytes()])
    assert received >= 400 * 10_001


async def test_nothing_is_added_but_the_request_id(gateway: httpx.AsyncClient) -> None:
    sent = {"X-Request-Id": "r-7", "Connection": "X-Secret", "X-Secret": "1", "X-Kept": "2", "TE": "trailers"}
    answer = await gateway.post("/intake/v1/mirror?a=%E4%B8%AD", content=b"12345", headers=sent)
    seen = answer.json()
    assert (seen["size"], seen["query"]) == (5, "a=%E4%B8%AD")
    assert seen["headers"]["x-request-id"] == "r-7"
    assert seen["headers"]["x-kept"] == "2"
    assert {"x-secret", "te", "connection"}.isdisjoint(seen["headers"])
    assert answer.headers.get_list("x-request-id") == ["r-7"]
    assert answer.headers["x-own"] == "kept"
    assert "x-hop" not in answer.headers


async def test_a_connection_to_the_service_is_used_again(gateway: httpx.AsyncClient) -> None:
    first = await gateway.post("/intake/v1/mirror", content=b"1")
    second = await gateway.get("/intake/v1/mirror")
    assert first.json()["peer"] == second.json()["peer"]


async def test_head_and_early_refusals_come_through(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.head("/intake/v1/mirror")).status_code == 200
    assert (await gateway.get("/intake/v1/mirror")).status_code == 200
    answer = await gateway.post("/intake/v1/refuse", content=b"x" * 3_000_000)
    assert (answer.status_code, answer.text) == (413, "too large")


async def test_a_service_that_restarts_is_waited_for(tmp_path: Path) -> None:
    held = listener()
    port = held.getsockname()[1]
    held.close()
    async with gateway_before(tmp_path, port) as client:
        asking = asyncio.create_task(client.post("/intake/v1/mirror", content=b"1"))
        assert (await client.get("/health/live")).status_code == 200
        async with served(SERVICE, port):
            assert (await asking).status_code == 200


async def test_a_service_that_stays_away_gives_503(tmp_path: Path) -> None:
    held = listener()
    port = held.getsockname()[1]
    held.close()
    async with gateway_before(tmp_path, port) as client:
        answer = await client.get("/intake/v1/mirror", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (503, "service_away")
        assert answer.headers["retry-after"] == "1"
        assert (await client.get("/nowhere")).json()["code"] == "not_found"


async def test_an_answer_lost_after_the_request_was_sent_gives_502(tmp_path: Path) -> None:
    asked = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1")
    async with server, gateway_before(tmp_path, server.sockets[0].getsockname()[1]) as client:
        answer = await client.post("/intake/v1/mirror", content=b"1")
        assert (answer.status_code, answer.json()["code"]) == (502, "answer_lost")
        assert answer.headers["retry-after"] == "1"
        assert asked == 1
