"""Search and screen pop, asked over HTTP of a company with few tickets and of one with many, in turns."""

import asyncio
import http.client
import os
import time
from collections import defaultdict
from contextlib import ExitStack
from typing import Any

from deploy.local.ports import LOOPBACK
from libs.common.testing import web
from tests.bench.intake.filling import fill
from tests.bench.intake.questions import Kinds, questions
from tests.bench.intake.starting import database_server, intake
from tests.servers import Databases

FEW, MANY = 10_000, int(os.environ.get("TICKETS", "1000000"))
ROUNDS = int(os.environ.get("SEARCH_ROUNDS", "100"))
WARM = 10
"""Rounds that don't count: plans are made, pages are read."""
_CUSTOMERS = 0.3
"""As many for each ticket."""

Waits = dict[str, list[float]]
"""Milliseconds by kind of question."""


async def search() -> dict[str, Any]:
    """p50 and p99 in milliseconds for few and many tickets, and their ratio, of all questions and by kind."""
    with database_server() as databases, ExitStack() as running:
        desks = [await _desk(tickets, databases, running) for tickets in (FEW, MANY)]
        for number in range(WARM + ROUNDS):
            for desk in desks:
                await asyncio.to_thread(desk.asked, counts=number >= WARM)
    return _figures(*(desk.waits for desk in desks))


class _Desk:
    """One company's intake, and the clerk who asks it."""

    def __init__(self, port: int, kinds: Kinds) -> None:
        self.waits: Waits = defaultdict(list)
        self._kinds = kinds
        self._connection = http.client.HTTPConnection(LOOPBACK, port)
        self._headers = {"Authorization": f"Bearer {web.token('agent')}"}

    def asked(self, *, counts: bool) -> None:
        """One question of each kind."""
        for kind, paths in self._kinds.items():
            began = time.perf_counter()
            self._connection.request("GET", f"/intake/v1/{next(paths)}", headers=self._headers)
            answer = self._connection.getresponse()
            body = answer.read()
            took = (time.perf_counter() - began) * 1000
            if answer.status != 200:
                raise RuntimeError(f"{kind}: {answer.status} {body.decode()}")
            if counts:
                self.waits[kind].append(took)


async def _desk(tickets: int, databases: Databases, running: ExitStack) -> _Desk:
    url = databases.fresh_database("intake").url("intake")
    began = time.monotonic()
    await fill(url, tickets=tickets, customers=int(tickets * _CUSTOMERS))
    print(f"{tickets:,} tickets filled in in {time.monotonic() - began:.0f} s", flush=True)
    return _Desk(running.enter_context(intake(url)).port, await questions(url))


def _figures(few: Waits, many: Waits) -> dict[str, Any]:
    kinds = {}
    for kind in few:
        kinds[kind] = _compared(few[kind], many[kind])
        told = "  ".join(f"{name} {value:6.1f}" for name, value in kinds[kind].items())
        print(f"{kind:26} {told}", flush=True)
    pop = [kind for kind in few if kind.startswith("screen pop")]
    parts = {"screen_pop": pop, "search": [kind for kind in few if kind not in pop]}
    return {
        "tickets": [FEW, MANY],
        **{part: _compared(_together(few, names), _together(many, names)) for part, names in parts.items()},
        "kinds": kinds,
    }


def _together(waits: Waits, kinds: list[str]) -> list[float]:
    return [wait for kind in kinds for wait in waits[kind]]


def _compared(few: list[float], many: list[float]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        of_few, of_many = (sorted(waits)[int(len(waits) * share)] for waits in (few, many))
        figures |= {f"{name}_few_ms": of_few, f"{name}_many_ms": of_many, f"{name}_ratio": of_many / of_few}
    return figures
