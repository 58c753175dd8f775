"""Appointments: rows that fire when business time has come, also when the process was down.

    timers = Timers("intake")

    @timers.on("tickets.deadline")
    async def deadline_missed(timer: Timer, *, session: AsyncSession, act: Act) -> None: ...

Each fires in a transaction of its own, in the order of due times, with its due time as `act.now` (XC-08).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.clock import Clock
from libs.common.database import Database
from libs.common.ids import new_id
from libs.common.outbox import Wakeup, wake_after_commit, wants_wakeup
from libs.common.telemetry import TIMER_FAILURES, TIMERS_FIRED, log
from libs.common.trace import continued, traced

_LOOK_AT_CLOCK = 0.05
_LOOK_AT_DATABASE = 10.0
_LONGEST_BACK_OFF = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    kind: str
    key: str
    due_at: datetime
    data: Mapping[str, Any]


class OnTimer(Protocol):
    def __call__(self, timer: Timer, /, *, session: AsyncSession, act: Act) -> Awaitable[None]: ...


async def set(  # noqa: A001
    session: AsyncSession, *, kind: str, key: str, due_at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """Make an appointment; one of the same kind and key is replaced."""
    content = msgspec.json.encode(data or {}).decode()
    await session.execute(_SET, {"kind": kind, "key": key, "due_at": due_at, "data": content})
    wake_after_commit(session)


async def cancel(session: AsyncSession, *, kind: str, key: str) -> None:
    await session.execute(_CANCEL, {"kind": kind, "key": key})


class Timers:
    """What a service does at its appointments, by kind."""

    set = staticmethod(set)
    cancel = staticmethod(cancel)

    def __init__(self, service: str) -> None:
        self._actor = Actor.service(service)
        self._on: dict[str, OnTimer] = {}

    def on(self, kind: str) -> Callable[[OnTimer], OnTimer]:
        def register(handler: OnTimer) -> OnTimer:
            if kind in self._on:
                raise ValueError(f"two handlers for timers of kind {kind}")
            self._on[kind] = handler
            return handler

        return register

    async def fire(self, timer: Timer, *, session: AsyncSession) -> None:
        act = Act(
            actor=self._actor,
            now=timer.due_at,
            request_id=str(new_id()),
            source=f"timer:{timer.kind}",
            traceparent=continued(None),
        )
        with traced(act.traceparent):
            await self._on[timer.kind](timer, session=session, act=act)

    @property
    def kinds(self) -> list[str]:
        return list(self._on)


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
                if not await session.scalar(_MY_TURN) or not (timer := await self._take(session)):
                    return None
                await self._timers.fire(timer, session=session)
        except Exception as failure:
            if timer is None:
                raise
            await self._put_off(timer, failure)
            return False
        TIMERS_FIRED.labels(timer.kind).inc()
        if wants_wakeup(session):
            self._wakeup.after_commit()
        return True

    async def _take(self, session: AsyncSession) -> Timer | None:
        row = (await session.execute(_TAKE, {"now": self._clock.now(), "kinds": self._timers.kinds})).first()
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


_SET = text("""
    INSERT INTO timers (kind, key, due_at, data)
    VALUES (:kind, :key, CAST(:due_at AS timestamptz), CAST(CAST(:data AS text) AS jsonb))
    ON CONFLICT (kind, key) DO UPDATE
    SET due_at = excluded.due_at, data = excluded.data, attempts = 0, retry_at = NULL""")
_CANCEL = text("DELETE FROM timers WHERE kind = :kind AND key = :key")
_MY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtext('timers'), hashtext(current_schema()))")
_TAKE = text("""
    WITH due AS MATERIALIZED (
        SELECT kind, key FROM timers
        WHERE due_at <= CAST(:now AS timestamptz) AND kind = ANY(CAST(:kinds AS text[]))
          AND (retry_at IS NULL OR retry_at <= clock_timestamp())
        ORDER BY due_at, kind, key LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    DELETE FROM timers USING due WHERE timers.kind = due.kind AND timers.key = due.key
    RETURNING timers.kind, timers.key, timers.due_at, timers.data""")
_PUT_OFF = text("""
    UPDATE timers SET attempts = attempts + 1, retry_at = clock_timestamp()
        + least(CAST(:most AS interval), interval '200 milliseconds' * 2 ^ least(attempts, 12))
    WHERE kind = :kind AND key = :key AND due_at = CAST(:due_at AS timestamptz)""")
_NEXT = text("""
    SELECT (SELECT min(due_at) FROM timers
            WHERE retry_at IS NULL AND kind = ANY(CAST(:kinds AS text[]))) AS due_at,
           (SELECT extract(epoch FROM min(retry_at) - clock_timestamp())
            FROM timers WHERE retry_at IS NOT NULL AND kind = ANY(CAST(:kinds AS text[]))) AS retry_in""")
