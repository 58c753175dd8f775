"""Workers of the made-up service for as long as a test's block lasts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from libs.common.clock import Clock, SystemClock
from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.testing.web import settings_for
from libs.common.timers import Timers
from libs.common.worker import Worker


@asynccontextmanager
async def worker(
    database: Database,
    bootstrap: str,
    *consumers: Consumer,
    service: str = "dispatch",
    member: str = "1",
    timers: Timers | None = None,
    clock: Clock | None = None,
    worker_port: int | None = None,
) -> AsyncIterator[None]:
    """A worker that is ready."""
    running = Worker(
        service=service,
        settings=settings_for(database.url, kafka_bootstrap=bootstrap, worker_port=worker_port),
        consumers=consumers,
        timers=timers or Timers(service),
        clock=clock or SystemClock(),
        member=member,
    )
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(running.run(stop, ready.set))
    try:
        await asyncio.wait_for(ready.wait(), 40)
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)


async def until(condition: Callable[[], Awaitable[bool]], *, within: float = 40) -> None:
    """Waits for what is to become true; the time limit is only there to end a test that would hang."""
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110 — it looks into a database
            await asyncio.sleep(0.02)


def rises(amounts: Sequence[int]) -> bool:
    return list(amounts) == sorted(set(amounts))
