"""Connections that have had nothing to do for a while are given back: each costs the server 2 to 10 MB."""

import asyncio
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry


class Idleness:
    """Of a pool that hands out first what was returned last. The last used one is kept, with its plans."""

    def __init__(self, engine: AsyncEngine, *, longest: float) -> None:
        self._longest = longest
        self._returned: dict[ConnectionPoolEntry, float] = {}
        self._looking: asyncio.TimerHandle | None = None
        event.listen(engine.sync_engine, "checkin", self._note)

    def _note(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        loop = asyncio.get_running_loop()
        self._returned.pop(entry, None)
        if connection is not None:
            self._returned[entry] = loop.time()
        if self._looking is None:
            self._looking = loop.call_later(self._longest, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        for entry, since in list(self._returned.items())[:-1]:
            if not entry.in_use and since <= loop.time() - self._longest:
                entry.invalidate()
                del self._returned[entry]
        more = len(self._returned) > 1
        self._looking = loop.call_later(self._longest, self._look) if more else None
