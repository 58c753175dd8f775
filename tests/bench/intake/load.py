"""The load, in a process of its own: so many clients, each asks again as soon as it is answered.

Reads a `Plan` as JSON from its input and prints a `Result` as JSON.
"""

import asyncio
import os
import sys
import time
from itertools import cycle
from typing import Any

import httptools
import msgspec
import uvloop

from libs.common.collector import collect_rarely


class Plan(msgspec.Struct):
    ports: list[int]
    """Of processes that do the same; clients are dealt out to them in turn."""
    path: str
    seconds: float
    clients: int
    tokens: list[str]
    bodies: list[str]


class Result(msgspec.Struct):
    answers: int
    errors: int
    """Answers other than 201, and connections that broke."""
    rate: float
    p50_ms: float
    p99_ms: float
    first_error: str = ""


class Client(asyncio.Protocol):
    """One connection. Its answers are read no further than their status and their end."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.waits: list[float] = []
        self.failed: list[str] = []
        self.ended = asyncio.get_running_loop().create_future()
        self._bodies = cycle(plan.bodies[number :: plan.clients])
        self._head = (
            f"POST {plan.path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer "
            f"{plan.tokens[number % len(plan.tokens)]}\r\nContent-Type: application/json\r\n"
            f"Accept-Language: zh-CN\r\nIdempotency-Key: {os.urandom(6).hex()}-"
        )
        self._number = 0
        self._until = time.perf_counter() + plan.seconds

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._parser = httptools.HttpResponseParser(self)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        if self._parser.get_status_code() != 201:
            self.failed.append(f"{self._parser.get_status_code()} {body[:300].decode(errors='replace')}")

    def on_message_complete(self) -> None:
        self.waits.append(time.perf_counter() - self._asked)
        if time.perf_counter() < self._until:
            self._ask()
        else:
            self.ended.set_result(None)
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.failed.append(f"connection lost: {error}")
            self.ended.set_result(None)

    def _ask(self) -> None:
        self._number += 1
        body = next(self._bodies).encode()
        head = f"{self._head}{self._number}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._asked = time.perf_counter()
        self._transport.write(head.encode() + body)


async def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    loop = asyncio.get_running_loop()
    clients = [Client(plan, number) for number in range(plan.clients)]
    began = time.perf_counter()
    for client, port in zip(clients, cycle(plan.ports), strict=False):
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.ended for client in clients))
    seconds = time.perf_counter() - began
    waits = sorted(wait for client in clients for wait in client.waits)
    failed = [failure for client in clients for failure in client.failed]
    result = Result(
        answers=len(waits),
        errors=len(failed),
        rate=len(waits) / seconds,
        p50_ms=1000 * waits[len(waits) // 2],
        p99_ms=1000 * waits[len(waits) * 99 // 100],
        first_error=failed[0] if failed else "",
    )
    sys.stdout.buffer.write(msgspec.json.encode(result))


if __name__ == "__main__":
    collect_rarely()
    uvloop.run(main())
