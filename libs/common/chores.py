"""Long work in small steps: a transaction each, by one process at a time, begun again after whatever happens.

What a step has done is committed with it, so a process that is killed leaves no half step, and the next one
goes on where it was. A timer only rings the bell: doing the work in it would make all other timers wait.
"""

import asyncio
from datetime import datetime
from typing import Protocol, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.clock import Clock
from libs.common.database import Database
from libs.common.deadletter import describe
from libs.common.faults import gave_way, is_passing
from libs.common.outbox import Wakeup, wants_wakeup
from libs.common.telemetry import log
from libs.common.timers import Timer, Timers
from libs.common.worker import Worker

_LOOK_AGAIN = 30.0
_AFTER_FAILURE = 1.0
_BREATH = 0.002
"""Between two steps the others of the process have their turn."""


class Step(Protocol):
    """Does a step's work at business time `now`; False where there was nothing to do."""

    async def __call__(self, *, session: AsyncSession, now: datetime) -> bool: ...


async def ring(session: AsyncSession, *, chore: str, key: str, now: datetime) -> None:
    """There is something to do, once this transaction is committed."""
    await timers.set(session, kind=_kind(chore), key=key, due_at=now)


class Chore:
    """A part of a service's worker, and an edge of its own; `name` tells the chores of a service apart."""

    def __init__(self, name: str, step: Step, *, database: Database, clock: Clock, wakeup: Wakeup) -> None:
        self._name = name
        self._step = step
        self._database = database
        self._clock = clock
        self._wakeup = wakeup
        self._bell = asyncio.Event()

    @classmethod
    def of(cls, worker: Worker, name: str, step: Step, *, clock: Clock) -> Self:
        """Over the worker's own connections."""
        return cls(name, step, database=worker.database, clock=clock, wakeup=worker.wakeup)

    def register(self, timers: Timers) -> None:
        timers.on(_kind(self._name))(self._rung)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._bell.clear()
            while await self._surviving():  # noqa: ASYNC110
                await asyncio.sleep(_BREATH)
            try:
                await asyncio.wait_for(self._bell.wait(), _LOOK_AGAIN)
            except TimeoutError:
                continue

    async def step(self) -> bool:
        """Whether there was something to do, and no other process at it."""
        async with self._database.transaction() as session:
            if not await session.scalar(_MY_TURN, {"name": self._name}):
                return False
            did = await self._step(session=session, now=self._clock.now())
        if wants_wakeup(session):
            self._wakeup.after_commit()
        return did

    async def _surviving(self) -> bool:
        """A step that gave way to a request, or met a fault, is tried again."""
        try:
            return await self.step()
        except Exception as failure:
            if not gave_way(failure):
                tell = log.warning if is_passing(failure) else log.error
                tell("chore_failed", chore=self._name, error=describe(failure))
            await asyncio.sleep(_AFTER_FAILURE)
            return True

    async def _rung(self, timer: Timer, /, **_: object) -> None:  # noqa: ARG002
        self._bell.set()


def _kind(chore: str) -> str:
    return f"chore.{chore}"


_MY_TURN = text("""
    SELECT pg_try_advisory_xact_lock(hashtext('chore.' || :name), hashtext(current_schema())),
           set_config('lock_timeout', '500ms', true)""")
