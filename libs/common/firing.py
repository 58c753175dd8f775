"""Timers that are due are fired: one at a time across workers, in the order of their due times (XC-08).

Where a handler locks several aggregates a timer gives way to requests and is tried again, so that none is
rolled back for its sake.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.clock import Clock
from libs.common.database import Database
from libs.common.faults import gave_way
from libs.common.outbox import Wakeup, wants_wakeup
from libs.common.telemetry import TIMER_FAILURES, TIMERS_FIRED, log
from libs.common.timers import Outdated, Timer, Timers

_LOOK_AT_CLOCK = 0.05
_LOOK_AT_DATABASE = 10.0
_LONGEST_BACK_OFF = timedelta(minutes=5)


class Firing:
    """Watches the clock and fires what is due; asks the database only when something can have changed."""

    def __init__(self, timers: Timers, *, database: Database, clock: Clock, wakeup: Wakeup) -> None:
        self._timers = timers
        self._database = database
        self._clock = clock
        self._wakeup = wakeup
        self._changed = asyncio.Event()
        wakeup.listen(self._wake)

    def _wake(self) -> None:
        """Something was committed: the next due time may be earlier than the one known."""
        self._changed.set()

    async def run(self) -> None:
        while True:
            self._changed.clear()
            await self.fire_due()
            await self._wait(*await self._next())

    async def fire_due(self) -> int:
        """Fire all that are due, one transaction each; returns how many succeeded."""
        fired = 0
        while (done := await self._fire_next()) is not None:
            fired += done
        return fired

    async def _fire_next(self) -> bool | None:
        """Whether the earliest one succeeded; None if none is due or another worker is at it."""
        timer = None
        try:
            async with self._database.transaction() as session:
                if not await session.scalar(_MY_TURN) or not (timer := await self._first(session)):
                    return None
                await self._timers.fire(timer, session=session)
        except Outdated:
            return False
        except Exception as failure:
            if timer is None:
                raise
            if gave_way(failure):
                return False
            await self._put_off(timer, failure)
            return False
        TIMERS_FIRED.labels(timer.kind).inc()
        if wants_wakeup(session):
            self._wakeup.after_commit()
        return True

    async def _first(self, session: AsyncSession) -> Timer | None:
        row = (await session.execute(_FIRST, {"now": self._clock.now(), "kinds": self._timers.kinds})).first()
        return Timer(kind=row.kind, key=row.key, due_at=row.due_at, data=row.data) if row else None

    async def _put_off(self, timer: Timer, failure: Exception) -> None:
        """Back off by the database's clock; the others go on."""
        TIMER_FAILURES.labels(timer.kind).inc()
        log.error("timer_failed", kind=timer.kind, key=timer.key, error=type(failure).__name__)
        parameters = {"kind": timer.kind, "key": timer.key, "due_at": timer.due_at, "most": _LONGEST_BACK_OFF}
        async with self._database.transaction() as session:
            await session.execute(_PUT_OFF, parameters)

    async def _next(self) -> tuple[datetime | None, float]:
        """The next due time, and in how many seconds the database is to be asked at the latest."""
        async with self._database.transaction() as session:
            row = (await session.execute(_NEXT, {"kinds": self._timers.kinds})).one()
        return row.due_at, min(_LOOK_AT_DATABASE, max(0.0, float(row.retry_in or _LOOK_AT_DATABASE)))

    async def _wait(self, due_at: datetime | None, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        ask_at = loop.time() + seconds
        while True:
            await asyncio.sleep(_LOOK_AT_CLOCK)
            is_due = due_at is not None and self._clock.now() >= due_at
            if is_due or self._changed.is_set() or loop.time() >= ask_at:
                return


_MY_TURN = text("""
    SELECT pg_try_advisory_xact_lock(hashtext('timers'), hashtext(current_schema())),
           set_config('lock_timeout', '100ms', true)""")
_FIRST = text("""
    SELECT kind, key, due_at, data FROM timers
    WHERE due_at <= CAST(:now AS timestamptz) AND kind = ANY(CAST(:kinds AS text[]))
      AND (retry_at IS NULL OR retry_at <= clock_timestamp())
    ORDER BY due_at, kind, key LIMIT 1""")
_PUT_OFF = text("""
    UPDATE timers SET attempts = attempts + 1, retry_at = clock_timestamp()
        + least(CAST(:most AS interval), interval '200 milliseconds' * 2 ^ least(attempts, 12))
    WHERE kind = :kind AND key = :key AND due_at = CAST(:due_at AS timestamptz)""")
_NEXT = text("""
    SELECT (SELECT min(due_at) FROM timers
            WHERE retry_at IS NULL AND kind = ANY(CAST(:kinds AS text[]))) AS due_at,
           (SELECT extract(epoch FROM min(retry_at) - clock_timestamp())
            FROM timers WHERE retry_at IS NOT NULL AND kind = ANY(CAST(:kinds AS text[]))) AS retry_in""")
