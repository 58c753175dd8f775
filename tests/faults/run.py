"""One run: the stage is set, clients ask, faults strike, and what is left is judged."""

import asyncio
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import click
import httpx

from libs.common.clock import SharedClock
from libs.common.database import Database
from tests.faults.checker import Verdict, judge
from tests.faults.client import Wire, records
from tests.faults.collect import collect
from tests.faults.history import History
from tests.faults.instruments import Instruments
from tests.faults.nemesis import Nemesis
from tests.faults.plan import Fault
from tests.faults.stage import Stage, stage
from tests.faults.stories import BEGIN
from tests.faults.traffic import Traffic

KEPT = Path("build", "faults")
"""Where logs and findings of the last run that failed are."""
UNDER_WAY = 50
"""Requests at every fault."""
_ROLES = ("admin", "agent", "dispatcher", "technician", "service_manager", "sales", "finance")
_REST_WITHIN, _ANSWERED_WITHIN = 180.0, 90.0


class Run:
    def __init__(self, plan: list[Fault], seed: int) -> None:
        self._plan = plan
        self._seed = seed
        self._began = time.monotonic()

    async def on(self, folder: Path, broker: str) -> Verdict:
        async with AsyncExitStack() as ending:
            staged = await ending.enter_async_context(stage(folder, broker=broker, executable=sys.executable))
            address = f"http://127.0.0.1:{staged.proxies['gateway'].port}"
            limits = httpx.Limits(max_connections=300, max_keepalive_connections=300)
            wire = await ending.enter_async_context(Wire(base_url=address, timeout=30, limits=limits))
            return await self._drive(staged, wire)

    async def _drive(self, staged: Stage, wire: Wire) -> Verdict:
        instruments = Instruments(staged.facts.databases)
        await instruments.install()
        traffic = Traffic(wire, seed=self._seed)
        chief = traffic.client("chief")
        await chief.sign_in(*_ROLES)
        await chief.post("admin", "/clock", {"now": BEGIN.isoformat()})
        technician = await chief.post("dispatcher", "/dispatch/v1/technicians", _TECHNICIAN)
        self._say("ready")

        async def move_clock(minutes: float) -> None:
            await chief.post("admin", "/clock", {"advance": f"PT{minutes:.0f}M"})

        tasks = traffic.start(technician)
        nemesis = Nemesis(staged, instruments, move_clock)
        while self._plan and traffic.acknowledged < UNDER_WAY:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        pauses = []
        for fault in self._plan:
            await asyncio.sleep(fault.rest)
            await _enough(wire)
            self._say(f"{fault}  ({wire.under_way} under way, {traffic.acknowledged} acknowledged)")
            striking = asyncio.ensure_future(nemesis.strike(fault))
            if fault.kind == "pause":
                pauses.append(striking)  # whatever comes next, comes while they sleep
            else:
                await striking
        await asyncio.gather(*pauses)
        await traffic.stop(tasks, within=_ANSWERED_WITHIN)
        self._say(f"quiet now; {traffic.finished} stories ended well; refused: {dict(traffic.refusals)}")
        verdict = await self._verdict(staged, traffic)
        if not verdict.sound:
            _keep(staged.stack.home / "logs", verdict)
        return verdict

    async def _verdict(self, staged: Stage, traffic: Traffic) -> Verdict:
        """As soon as the bus is at rest, or when it doesn't come to rest."""
        clock = SharedClock(staged.stack.home / "clock")
        opened = {name: Database(url, pool_size=1) for name, url in staged.facts.databases.items()}
        deadline = time.monotonic() + _REST_WITHIN
        try:
            while True:
                history = await _collected(opened, traffic, clock)
                verdict = judge(history)
                if time.monotonic() > deadline or not (verdict.lost or history.left):
                    self._say(f"{len(history.published)} events, {len(history.applied)} applied")
                    return verdict
                await asyncio.sleep(1)
        finally:
            for database in opened.values():
                await database.close()

    def _say(self, line: str) -> None:
        click.echo(f"{time.monotonic() - self._began:7.1f} s  {line}")


async def _collected(databases: Mapping[str, Database], traffic: Traffic, clock: SharedClock) -> History:
    sent = [one for one in records(traffic.clients) if one.service != "clock"]
    return await collect(databases, sent, now=clock.now())


def _keep(logs: Path, verdict: Verdict) -> None:
    """What a person needs who wants to know why."""
    shutil.rmtree(KEPT, ignore_errors=True)
    shutil.copytree(logs, KEPT)
    findings = [*verdict.lost, *verdict.doubled, *verdict.disordered, *verdict.stuck]
    (KEPT / "findings").write_text("".join(f"{line}\n" for line in findings))


async def _enough(wire: Wire) -> None:
    while wire.under_way < UNDER_WAY:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


_TECHNICIAN = {
    "name": "李强",
    "user": "technician",
    "skills": ["refrigerator"],
    "base": {"lat": 31.2304, "lon": 121.4737},
    "region": "上海",
    "shift": {"from": "00:00", "to": "23:59"},
}
