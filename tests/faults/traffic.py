"""What the clients ask for, drawn by the seed: many small requests, and lives of tickets among them."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable

from deploy.local.replay.desk import Answer, Refused
from tests.faults.bulk import CUSTOMERS, UNITS, new_customer, orders
from tests.faults.client import Client, Stopped, Wire, records
from tests.faults.stories import NeverCame, Story

BULK, STORIES = 32, 40
"""Clients of each kind; each has one request under way at a time."""


class Traffic:
    """All clients of one run. `refusals` counts by code what rules refused."""

    def __init__(self, wire: Wire, *, seed: int) -> None:
        self._wire = wire
        self._seed = seed
        self._stop = asyncio.Event()
        self._tokens: dict[str, str] = {}
        self.clients: list[Client] = []
        self.refusals: Counter[str] = Counter()
        self.finished = 0

    def client(self, name: str) -> Client:
        client = Client(self._wire, f"s{self._seed}-{name}", tokens=self._tokens, stop=self._stop)
        self.clients.append(client)
        return client

    def start(self, technician: Answer) -> list[asyncio.Task[None]]:
        works: list[Awaitable[None]] = [self._bulk(number) for number in range(BULK)]
        works += [self._stories(number, technician) for number in range(STORIES)]
        return [asyncio.ensure_future(work) for work in works]

    @property
    def acknowledged(self) -> int:
        return sum(sent.outcome == "acknowledged" for sent in records(self.clients))

    async def stop(self, tasks: list[asyncio.Task[None]], *, within: float) -> None:
        """Each client brings to an end what it has sent; who can't within the time is stuck."""
        self._stop.set()
        await asyncio.wait(tasks, timeout=within)
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def _bulk(self, number: int) -> None:
        client, customer = self.client(f"bulk{number}"), ""
        ways: dict[str, Callable[..., Awaitable[object]]] = {
            "patient": client.post,
            "twice": client.post_twice,
            "once": client.post_once,
        }
        with contextlib.suppress(Stopped):
            customer = (await client.post("agent", CUSTOMERS, new_customer(f"{number}")))["id"]
            for order in orders(self._seed, number):
                body = order.body | ({"customer_id": customer} if order.path == UNITS else {})
                try:
                    await ways[order.manner]("agent", order.path, body)
                except Refused as refused:
                    self._refused(refused, order.path)

    async def _stories(self, number: int, technician: Answer) -> None:
        count = 0
        with contextlib.suppress(Stopped):
            while True:
                count += 1
                story = Story(self._seed, number * 100_000 + count)
                try:
                    await story.tell(self.client(f"story{number}-{count}"), technician)
                except (Refused, NeverCame) as refused:
                    self._refused(refused, "story")
                else:
                    self.finished += 1

    def _refused(self, refused: Refused | NeverCame, what: str) -> None:
        self.refusals[f"{what}: {getattr(refused, 'code', refused)}"] += 1
