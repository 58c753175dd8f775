"""A few pages over HTTP for whoever watches a process that serves nobody: one answer a connection."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from libs.common.telemetry import log

Page = Callable[[], Awaitable[tuple[HTTPStatus, str]]]
"""Gives status and text."""

_PATIENCE = 5.0
_LONGEST_HEAD = 8192


class Door:
    """`pages` by path; anything else is 404. Without a framework: a worker pays for it in memory."""

    def __init__(self, pages: Mapping[str, Page], *, host: str, port: int) -> None:
        """An empty `host` is every interface."""
        self._pages = pages
        self._host = host
        self._port = port

    async def run(self) -> None:
        """Until cancelled. Raises `OSError` when the port is taken."""
        server = await asyncio.start_server(self._meet, self._host or None, self._port, limit=_LONGEST_HEAD)
        async with server:
            await server.serve_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
        with contextlib.suppress(*gone):
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                method, _, rest = head.decode("latin-1").partition(" ")
                status, text = await self._answer(method, rest.partition(" ")[0])
                writer.write(_response(status, text, with_body=method != "HEAD"))
                await writer.drain()
        writer.close()

    async def _answer(self, method: str, target: str) -> tuple[HTTPStatus, str]:
        page = self._pages.get(target.partition("?")[0])
        if page is None:
            return HTTPStatus.NOT_FOUND, "not found\n"
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "only GET\n"
        try:
            return await page()
        except Exception as failure:
            log.error("page_failed", page=target, error=type(failure).__name__)
            return HTTPStatus.INTERNAL_SERVER_ERROR, "failed\n"


def _response(status: HTTPStatus, text: str, *, with_body: bool) -> bytes:
    body = text.encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nAllow: GET, HEAD\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (body if with_body else b"")
