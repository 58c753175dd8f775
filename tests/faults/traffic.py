"""What the clients ask for, drawn by the seed: many small requests, and lives of tickets among them."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from random import Random
from typing import NamedTuple

from deploy.local.replay.desk import Answer, Refused
from tests.faults.client import Client, Stopped, Wire, records
from tests.faults.stories import NeverCame, Story

BULK, STORIES = 32, 40
"""Clients of each kind; each has one request under way at a time."""
CUSTOMERS, UNITS, CONTACTS = "/intake/v1/customers", "/intake/v1/units", "/intake/v1/contacts"
_KINDS = ("consultation", "repair", "maintenance", "complaint", "suggestion")
_CATEGORIES = ("refrigerator", "television", "washing_machine", "pc")


class Order(NamedTuple):
    path: str
    body: Answer
    manner: str
    """`patient`, `twice` at once, or `once` and never again."""


def orders(seed: int, number: int) -> Iterator[Order]:
    """Without end; of a unit the customer is left out, as only an answer can tell it."""
    chance = Random(f"bulk {seed} {number}")
    count = 0
    while True:
        count += 1
        label = f"{number}-{count}"
        phone = f"+86137{number:03d}{count % 100000:05d}"
        path, body = chance.choices(
            (
                (CONTACTS, _contact(label, phone, chance)),
                (CUSTOMERS, _customer(label, phone)),
                (UNITS, _unit(label, chance)),
            ),
            (5, 3, 2),
        )[0]
        manner = chance.choices(("patient", "twice", "once"), (6, 1, 1))[0]
        yield Order(path, body, manner)


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
            customer = (await client.post("agent", CUSTOMERS, _customer(f"{number}", None)))["id"]
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


def _contact(label: str, phone: str, chance: Random) -> Answer:
    return {
        "channel": "phone",
        "direction": "inbound",
        "number": phone,
        "kind": chance.choices(_KINDS, (8, 4, 2, 1, 1))[0],
        "content": f"call {label}",
        "answered": chance.random() < 0.8,
    }


def _customer(label: str, phone: str | None) -> Answer:
    contacts = [{"type": "phone", "value": phone}] if phone else []
    return {"name": f"Customer {label}", "contacts": contacts, "addresses": []}


def _unit(label: str, chance: Random) -> Answer:
    return {
        "category": chance.choice(_CATEGORIES),
        "model": "M1",
        "specification": "standard",
        "serial": f"F{label}",
        "purchase_date": "2026-05-04",
        "purchase_place": "shop",
    }
