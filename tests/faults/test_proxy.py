"""The proxy passes everything on until it is told not to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.local.ports import LOOPBACK, listen_anywhere, port_of
from tests.faults.proxy import Proxy

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@asynccontextmanager
async def echoing() -> AsyncIterator[Proxy]:
    listener = listen_anywhere()
    server = await asyncio.start_server(echo, sock=listener)
    async with server, Proxy(lambda: port_of(listener)) as proxy:
        yield proxy


async def said(streams: Streams, line: bytes) -> bytes:
    reader, writer = streams
    writer.write(line)
    return await reader.readline()


async def test_what_is_said_goes_to_the_server_and_its_answer_comes_back() -> None:
    async with echoing() as proxy:
        streams = await asyncio.open_connection(LOOPBACK, proxy.port)
        proxy.delay = 0.001
        assert await said(streams, b"hello\n") == b"hello\n"
        streams[1].close()


async def test_a_cut_connection_is_reset_and_a_new_one_works() -> None:
    async with echoing() as proxy:
        streams = await asyncio.open_connection(LOOPBACK, proxy.port)
        assert await said(streams, b"hello\n") == b"hello\n"
        assert proxy.cut() == 1
        with pytest.raises(ConnectionResetError):
            await streams[0].readline()
        again = await asyncio.open_connection(LOOPBACK, proxy.port)
        assert await said(again, b"again\n") == b"again\n"
        again[1].close()
        streams[1].close()


async def test_a_half_closed_connection_has_an_end() -> None:
    async with echoing() as proxy:
        streams = await asyncio.open_connection(LOOPBACK, proxy.port)
        assert await said(streams, b"hello\n") == b"hello\n"
        assert proxy.half_close() == 1
        assert await streams[0].read() == b""
        streams[1].close()


async def test_swallowed_answers_never_come() -> None:
    async with echoing() as proxy:
        streams = await asyncio.open_connection(LOOPBACK, proxy.port)
        proxy.swallows = True
        waiting = asyncio.ensure_future(said(streams, b"hello\n"))
        other = await asyncio.open_connection(LOOPBACK, proxy.port)
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            await waiting
        for _, writer in (streams, other):
            writer.close()


async def test_where_nobody_listens_the_connection_ends() -> None:
    with listen_anywhere() as taken:
        port = port_of(taken)
    async with Proxy(lambda: port) as proxy:
        reader, writer = await asyncio.open_connection(LOOPBACK, proxy.port)
        with pytest.raises(ConnectionResetError):
            await reader.readline()
        writer.close()
