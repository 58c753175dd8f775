"""The outbox: an append-only log of what happened and a small queue of what is still to be sent.

The writer's side is `record`; here are the wake-up after its commit and the way to send again (XC-03).
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.partitions import first_id

BUCKETS = 4
"""Parts of the queue, by key, that different workers may relay at once."""

_GATHER = 0.002
"""Seconds from one NOTIFY to the next: each takes a transaction's part of the writers' processor time."""

CHANNEL = "SELECT pg_notify('wake.' || current_schema(), '')"
LISTEN = "SELECT 'wake.' || current_schema()"


def wake_after_commit(session: AsyncSession) -> None:
    """Note that this transaction leaves work behind: events to send or timers to watch."""
    session.info["wake"] = True


def wants_wakeup(session: AsyncSession) -> bool:
    """Ask after the commit whether `Wakeup.after_commit` is due."""
    return bool(session.info.pop("wake", False))


class Wakeup:
    """Tells relay and timers, in this process and in others, that something was committed.

    NOTIFY goes over a connection of its own, one at a time: inside the writer's transaction it would make all
    commits queue. It is a hint, with a slow poll behind it.
    """

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: asyncpg.Connection | None = None
        self._sender: asyncio.Task[None] | None = None
        self._again = False
        self._listeners: list[Callable[[], None]] = []

    def listen(self, wake: Callable[[], None]) -> None:
        """Call `wake` in this process too."""
        self._listeners.append(wake)

    def after_commit(self) -> None:
        """Returns at once; calls shortly after a NOTIFY are gathered into the next one."""
        self.wake_here()
        self._again = True
        if self._sender is None or self._sender.done():
            self._sender = asyncio.get_running_loop().create_task(self._notify())

    def wake_here(self) -> None:
        for wake in self._listeners:
            wake()

    async def close(self) -> None:
        if self._sender is not None:
            await asyncio.wait([self._sender], timeout=1)
            self._sender.cancel()
        if self._connection is not None:
            self._connection.terminate()

    async def _notify(self) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            while self._again:
                self._again = False
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(self._url, timeout=5, command_timeout=5)
                await self._connection.execute(CHANNEL)
                await asyncio.sleep(_GATHER)


async def send_again(session: AsyncSession, *, since: datetime | None = None, key: UUID | None = None) -> int:
    """Queue what the log holds from machine time `since` on, or of one aggregate; returns how many events.

    They keep their positions, so the relay sends them before anything newer; consumers drop what they have.
    """
    parameters = {"since": first_id(since) if since else UUID(int=0), "key": key}
    queued = await session.scalar(text(SEND_AGAIN), parameters)
    wake_after_commit(session)
    return int(queued or 0)


SEND_AGAIN = f"""
    WITH queued AS (
        INSERT INTO outbox_queue (position, bucket, event_id)
        SELECT position, get_byte(uuid_send(key), 15) % {BUCKETS}, event_id FROM outbox_log
        WHERE event_id >= CAST(:since AS uuid) AND (CAST(:key AS uuid) IS NULL OR key = CAST(:key AS uuid))
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*) FROM queued"""  # noqa: S608
"""The bucket is `key.int % BUCKETS`, as in `record`."""
