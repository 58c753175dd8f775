"""What is measured of a contestant while both of its ends run."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from tests.bench.bus.contestants import Contestant
from tests.bench.bus.parcels import parcels
from tests.bench.bus.stage import Stage


class Run:
    """One contestant, warm, on a database of its own."""

    def __init__(
        self, contestant: Contestant, sender: asyncpg.Connection, *others: asyncpg.Connection
    ) -> None:
        self.sender = sender
        self._contestant = contestant
        self._receiver, self._waker = others
        self._sent = 0

    async def rate(self, number: int) -> float:
        """Events a second, from the commit that made all of them visible to the last effect."""
        await self._contestant.fill(self.sender, list(parcels(number)))
        began = await self.sender.fetchval("SELECT clock_timestamp()")
        self._sent += number
        await self._all_applied()
        ended = await self._receiver.fetchval("SELECT max(applied_at) FROM effects")
        return number / float((ended - began).total_seconds())

    async def latencies(self, number: int, *, per_second: int) -> list[float]:
        """Milliseconds from commit to effect, ascending; events are written one by one at an even pace."""
        committed: dict[UUID, float] = {}
        begin = time.monotonic()
        for count, parcel in enumerate(parcels(number)):
            await asyncio.sleep(max(0.0, begin + count / per_second - time.monotonic()))
            await self._contestant.write(self.sender, parcel)
            committed[parcel.id] = time.time()
            if self._contestant.wake:
                await self._waker.execute(self._contestant.wake)
        self._sent += number
        await self._all_applied()
        rows = await self._receiver.fetch(_APPLIED, list(committed))
        return sorted((row["at"] - committed[row["event_id"]]) * 1000 for row in rows)

    async def _all_applied(self) -> None:
        while await self._receiver.fetchval("SELECT count(*) FROM effects") < self._sent:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@asynccontextmanager
async def running(place: Stage, contestant: Contestant) -> AsyncIterator[Run]:
    database = place.databases.fresh_database()
    sender, receiver = database.url("intake"), database.url("dispatch")
    await contestant.prepare(sender, receiver)
    async with place.ends(contestant.module, database, python=contestant.python):
        connections = [await asyncpg.connect(url) for url in (sender, receiver, sender)]
        run = Run(contestant, *connections)
        await run.rate(3000)
        yield run
        for connection in connections:
            await connection.close()
    database.drop()


def quantile(ascending: Sequence[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]


_APPLIED = """
    SELECT event_id, extract(epoch FROM applied_at)::float8 AS at FROM effects WHERE event_id = ANY($1)"""
