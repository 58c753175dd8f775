"""A small TCP proxy in front of a server, whose connections can be cut, delayed, half-closed or made deaf."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import NamedTuple, Self

from deploy.local.ports import LOOPBACK, listen_anywhere, port_of

_RESET = struct.pack("ii", 1, 0)
_CHUNK = 1 << 16


class Pair(NamedTuple):
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter


class Proxy:
    """Listens from the beginning on `port`, and serves inside `async with`.

    `upstream` is asked at each new connection. `delay` is in seconds, both ways; `swallows` drops what the
    server answers, so its connections are useless afterwards and have to be cut.
    """

    def __init__(self, upstream: Callable[[], int]) -> None:
        self._upstream = upstream
        self._listener = listen_anywhere()
        self.port = port_of(self._listener)
        self.delay = 0.0
        self.swallows = False
        self._pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, sock=self._listener)
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> int:
        """Reset all connections, as a machine that was switched off; returns how many."""
        pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for writer in pair:
                _reset(writer)
        return len(pairs)

    def half_close(self) -> int:
        """End one direction of each connection, towards the client and the server by turns."""
        for number, pair in enumerate(self._pairs):
            with contextlib.suppress(OSError, RuntimeError):
                pair[number % 2].write_eof()
        return len(self._pairs)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, server = await asyncio.open_connection(LOOPBACK, self._upstream())
        except OSError:
            _reset(writer)
            return
        pair = Pair(writer, server)
        self._pairs.add(pair)
        try:
            await asyncio.gather(
                self._pump(reader, server, answers=False), self._pump(from_server, writer, answers=True)
            )
        except (OSError, RuntimeError, asyncio.CancelledError):
            pass  # cut, or more was said towards an end that is closed, or the run is over
        finally:
            self._pairs.discard(pair)
            for end in pair:
                end.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        while data := await reader.read(_CHUNK):
            if self.delay:
                await asyncio.sleep(self.delay)
            if not (answers and self.swallows):
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    plain: socket.socket | None = writer.get_extra_info("socket")
    if plain is not None:
        with contextlib.suppress(OSError):
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
