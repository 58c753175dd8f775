"""Sends what is due: at least once, in order for each subject, a slow endpoint holding up no other.

A part of a service's worker and an edge of its own: it reads the clock, and no transaction is open while it
talks. What wakes it is a timer of `kind`, set by whoever queues a message and at the next attempt's time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.clock import Clock
from libs.common.database import Database
from libs.common.faults import is_passing
from libs.common.outbox import Wakeup, wants_wakeup
from libs.common.settings import Settings
from libs.common.telemetry import WEBHOOKS_SENT, log
from libs.common.timers import Timer, Timers
from libs.common.webhooks.guard import Guard
from libs.common.webhooks.posting import Outcome, Poster
from libs.common.webhooks.queue import Queue, Waiting
from libs.common.webhooks.schedule import next_attempt
from libs.common.worker import Worker

_CONNECTIONS = 2
_LOOK_EVERY = 30.0
_FORGET_EVERY = 3600.0
_KEPT = timedelta(days=30)


class Courier:
    """`database` and `wakeup` are the worker's; of its connections it takes two at most."""

    def __init__(
        self, queue: Queue, *, database: Database, clock: Clock, wakeup: Wakeup, poster: Poster
    ) -> None:
        self._queue = queue
        self._database = database
        self._clock = clock
        self._poster = poster
        self._wakeup = wakeup
        self._turns = asyncio.Semaphore(_CONNECTIONS)
        self._bell = asyncio.Event()
        self._rounds: dict[UUID, asyncio.Task[None]] = {}

    @classmethod
    def of(cls, worker: Worker, settings: Settings, queue: Queue, *, clock: Clock) -> Self:
        poster = Poster(Guard.of(settings))
        return cls(queue, database=worker.database, clock=clock, wakeup=worker.wakeup, poster=poster)

    def register(self, timers: Timers) -> None:
        timers.on(self._queue.timer)(self._ring)

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        forget_at = loop.time() + _FORGET_EVERY
        try:
            while True:
                self._bell.clear()
                await self._surviving(self._begin_rounds)
                if loop.time() >= forget_at:
                    forget_at = loop.time() + _FORGET_EVERY
                    await self._surviving(self._forget_old)
                await self._wait()
        finally:
            for task in self._rounds.values():
                task.cancel()
            await self.close()

    async def send_due(self) -> None:
        """One round of every endpoint for which something is due; returns when all are back."""
        await self._begin_rounds()
        while self._rounds:
            await asyncio.gather(*self._rounds.values())

    async def close(self) -> None:
        await self._poster.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        async with self._turns, self._database.transaction() as session:
            yield session

    async def _ring(self, _timer: Timer, /, **_: object) -> None:
        self._bell.set()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), _LOOK_EVERY)
        except TimeoutError:
            return

    async def _begin_rounds(self) -> None:
        async with self._transaction() as session:
            due = await self._queue.endpoints_due(session, now=self._clock.now())
        for endpoint in due:
            if endpoint not in self._rounds:
                self._rounds[endpoint] = asyncio.create_task(self._round(endpoint))

    async def _surviving(self, part: Callable[[], Awaitable[None]]) -> None:
        """What fails is tried again at the next look; what isn't a passing fault is told as a bug."""
        try:
            await part()
        except Exception as failure:
            tell = log.warning if is_passing(failure) else log.error
            tell("webhooks_failed", queue=self._queue.timer, error=type(failure).__name__)

    async def _round(self, endpoint: UUID) -> None:
        """What was queued while it ended is looked for at once."""
        try:
            await self._surviving(lambda: self._send_all(endpoint))
        finally:
            del self._rounds[endpoint]
            self._bell.set()

    async def _send_all(self, endpoint: UUID) -> None:
        while claimed := await self._claim(endpoint):
            await asyncio.gather(*(self._send(one) for one in claimed))
        async with self._transaction() as session:
            at = await self._queue.next_due(session, endpoint, now=self._clock.now())
            if at is not None:
                await timers.set(session, kind=self._queue.timer, key=str(endpoint), due_at=at)
        if wants_wakeup(session):
            self._wakeup.after_commit()

    async def _claim(self, endpoint: UUID) -> list[Waiting]:
        async with self._transaction() as session:
            return await self._queue.claim(session, endpoint, now=self._clock.now())

    async def _send(self, one: Waiting) -> None:
        outcome = await self._poster.post(
            one.callback, secret=one.secret, message_id=str(one.id), body=one.body.encode()
        )
        now = self._clock.now()
        async with self._transaction() as session:
            await self._settle(session, one, outcome, now)

    async def _settle(self, session: AsyncSession, one: Waiting, outcome: Outcome, now: datetime) -> None:
        again = None
        if not outcome.taken:
            again = next_attempt(made_at=one.made_at, attempts=one.attempts, now=now)
        state = "delivered" if outcome.taken else "waiting" if again else "dead"
        WEBHOOKS_SENT.labels(self._queue.timer, state).inc()
        await self._queue.settle(session, one, state=state, outcome=outcome, again=again, now=now)

    async def _forget_old(self) -> None:
        async with self._transaction() as session:
            await self._queue.forget(session, before=self._clock.now() - _KEPT)
