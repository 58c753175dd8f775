"""A service's worker: relay, consumers, timers and upkeep, through whatever goes away and comes back."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, Self

import asyncpg

from libs.common import audit
from libs.common.clock import Clock
from libs.common.collector import collect_rarely
from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.deadletter import describe
from libs.common.door import Door
from libs.common.events.contracts import every_kind
from libs.common.faults import is_passing
from libs.common.figures import Figures
from libs.common.firing import Firing
from libs.common.inbox import Inbox
from libs.common.kafka import Cluster
from libs.common.listening import Listening
from libs.common.outbox import Wakeup
from libs.common.partitions import keep_days
from libs.common.relay import Relay
from libs.common.replay import Replay
from libs.common.settings import Settings
from libs.common.telemetry import log
from libs.common.timers import Timers

_LONGEST_BACK_OFF = 5.0
_UPKEEP_EVERY = 3600.0


class Beside(Protocol):
    async def run(self) -> None:
        """Until cancelled."""


class Worker:
    """`member` tells the workers of one service apart and stays the same over restarts."""

    def __init__(
        self,
        *,
        service: str,
        settings: Settings,
        consumers: Sequence[Consumer],
        timers: Timers,
        clock: Clock,
        member: str | None = None,
    ) -> None:
        every_kind()  # so that all topics are known
        url = settings.database_url.get_secret_value()
        self._url = url
        cluster = Cluster.of(settings)
        self.database = Database(url, pool_size=settings.pool_size)
        self.wakeup = Wakeup(url)
        inbox = Inbox(consumers, service=service, database=self.database, wakeup=self.wakeup)
        self._replay = Replay(inbox, database=self.database)
        self._relay = Relay(service=service, database_url=url, cluster=cluster, wakeup=self.wakeup)
        self._firing = Firing(timers, database=self.database, clock=clock, wakeup=self.wakeup)
        self._figures = Figures(database=self.database, consumers=consumers)
        self._door = _door(self._figures, settings)
        self._listening = Listening(
            service=service,
            member=member or socket.gethostname(),
            topics={kind.topic for consumer in consumers for kind in consumer.kinds},
            cluster=cluster,
            inbox=inbox,
            figures=self._figures,
        )
        self._beside: tuple[Beside, ...] = ()

    def beside(self, *others: Beside) -> Self:
        """What it does beside all else, over its own connections."""
        self._beside += others
        return self

    async def run(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        """Until `stop`; calls `ready` once, when topics exist and partitions are assigned."""
        collect_rarely()
        parts = [self._relay.run, self._listening.run, self._firing.run, self._replay.run, self._upkeep]
        if self._door:
            parts.append(self._door.run)
        parts += [other.run for other in self._beside]
        tasks = [asyncio.create_task(self._keep_going(part)) for part in parts]
        announcing = asyncio.create_task(self._announce(ready))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
        self._listening.stopping.set()
        await asyncio.wait([tasks[1]], timeout=5)
        for task in (*tasks, announcing, stopping):
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await self.wakeup.close()
        await self.database.close()
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _announce(self, ready: Callable[[], None]) -> None:
        await self._listening.assigned.wait()
        ready()

    async def _keep_going(self, part: Callable[[], Awaitable[None]]) -> None:
        """Begin a part again whenever it failed; what isn't a passing fault is a bug and told as one."""
        wait = 0.1
        while not self._listening.stopping.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await part()
            except Exception as failure:
                tell = log.warning if is_passing(failure) else log.error
                tell("part_failed", part=part.__qualname__, error=describe(failure))
            lasted = asyncio.get_running_loop().time() - began
            wait = 0.1 if lasted > _LONGEST_BACK_OFF else min(_LONGEST_BACK_OFF, wait * 2)
            await asyncio.sleep(wait)

    async def _upkeep(self) -> None:
        """Partitions and anchors; an advisory lock keeps the workers out of each other's way."""
        while True:
            connection = await asyncpg.connect(self._url, timeout=5, command_timeout=600)
            try:
                await connection.execute("SET lock_timeout = '2s'")
                if await connection.fetchval(_UPKEEP_IS_MINE):
                    await keep_days(connection)
            finally:
                await connection.close()
            async with self.database.transaction() as session:
                await audit.anchor(session)
            await asyncio.sleep(_UPKEEP_EVERY)


def _door(figures: Figures, settings: Settings) -> Door | None:
    if settings.worker_port is None:
        return None
    pages = {"/metrics": figures.metrics, "/health/live": figures.live, "/health/ready": figures.ready}
    return Door(pages, host="127.0.0.1" if settings.embedded else "", port=settings.worker_port)


_UPKEEP_IS_MINE = "SELECT pg_try_advisory_lock(hashtext('upkeep'), hashtext(current_schema()))"
