"""Somebody who listens, on a real socket: well, badly, slowly, or not at all."""

import asyncio
import contextlib
import json
from collections import deque
from typing import Any

SLOW = 0
"""An answer that never comes."""


class Receiver:
    """Answers as `answers` says, one after the other, and then always with 204."""

    def __init__(self) -> None:
        self.answers: deque[int] = deque()
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.asked = 0
        self.came = asyncio.Event()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Receiver":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/listener?of=tickets"

    async def open(self) -> None:
        """At the same port as before."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def kinds(self) -> list[str]:
        return [message["eventType"] for message in self.heard]

    def statuses(self, ticket_id: str) -> list[str]:
        """In the order in which they were taken."""
        told = [message["event"]["troubleTicket"] for message in self.heard]
        return [ticket["status"] for ticket in told if ticket["id"] == ticket_id]

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            await self._answer_one(reader, writer)
        writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.asked += 1
        status = self.answers.popleft() if self.answers else 204
        if status == SLOW:
            await reader.read()
            return
        if 200 <= status < 300:
            self.headers.append({"": first, **headers})
            self.bodies.append(body)
            self.heard.append(json.loads(body))
        where = f"Location: http://127.0.0.1:{self.port}/elsewhere\r\n" if 300 <= status < 400 else ""
        writer.write(f"HTTP/1.1 {status} .\r\n{where}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        self.came.set()
