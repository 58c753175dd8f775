"""A connection to a service that can be read while it is written to: both directions of a stream at once.

The usual clients send the whole request before they look at the answer, so a caller that waits for the answer
to its first line would wait for ever.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import cast

import httptools

Header = tuple[bytes, bytes]

_HIGH_WATER = 1 << 18


class UpstreamLost(Exception):
    """The connection ended before the answer did."""


class Connection(asyncio.Protocol):
    """One HTTP/1.1 exchange at a time; memory stays bounded in both directions."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._paused = False
        self.begin()

    def begin(self) -> None:
        """Make ready for the next exchange."""
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[Header] = []
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._complete = False
        self._keep = False
        self._failure: Exception | None = None
        self._changed = asyncio.Event()
        self.status = 0

    # called by the writer

    async def write(self, data: bytes) -> None:
        if self._transport is None or not self.alive:
            raise UpstreamLost
        self._transport.write(data)
        await self._writable.wait()

    # called by the reader

    async def head(self) -> tuple[int, list[Header]]:
        """Status and headers. Raises `UpstreamLost`."""
        while not self.status:
            await self._change()
        return self.status, self._headers

    async def chunk(self) -> bytes:
        """The next piece of the body, empty at its end. Raises `UpstreamLost`."""
        while not self._chunks and not self._complete:
            await self._change()
        if not self._chunks:
            return b""
        data = b"".join(self._chunks)
        self._chunks.clear()
        self._size = 0
        self._read_on()
        return data

    @property
    def reusable(self) -> bool:
        return self.alive and self._complete and not self._chunks and self._keep

    @property
    def alive(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _read_on(self) -> None:
        if self._paused and self._transport and self.alive:
            self._paused = False
            self._transport.resume_reading()

    async def _change(self) -> None:
        if self._failure:
            raise self._failure
        self._changed.clear()
        await self._changed.wait()

    # called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._fail()
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail()
            self.close()
        self._changed.set()

    def eof_received(self) -> None:
        self._fail()

    def _fail(self) -> None:
        if not self._complete:
            self._failure = UpstreamLost()
        self._changed.set()

    # called by the parser

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200:
            self.status = status
        else:
            self._headers.clear()

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        self._size += len(body)
        if self._size > _HIGH_WATER and self._transport and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self.status:
            self._complete = True
            self._keep = self._parser.should_keep_alive()


class Upstream:
    """One service's address and the idle connections to it."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[Connection] = []

    async def connection(self) -> Connection:
        """Raises `OSError` where nobody listens."""
        while self._idle:
            connection = self._idle.pop()
            if connection.alive:
                connection.begin()
                return connection
        return await self.fresh()

    async def fresh(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await asyncio.wait_for(
            loop.create_connection(Connection, self._host, self._port), timeout=5
        )
        return connection

    def give_back(self, connection: Connection) -> None:
        if connection.reusable and len(self._idle) < 64:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()


def request_head(method: str, target: bytes, headers: Iterable[Header]) -> bytes:
    lines = [method.encode() + b" " + target + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"
