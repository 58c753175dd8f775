"""Appointments: rows that fire when business time has come, also when the process was down.

    timers = Timers("intake")

    @timers.on("tickets.deadline")
    async def deadline_missed(timer: Timer, *, session: AsyncSession, act: Act) -> None: ...

Each fires in a transaction of its own, in the order of due times, with its due time as `act.now` (XC-08).
Like a request it locks its aggregate before it changes the appointment, which is kept until the handler is
done: one that was moved or cancelled meanwhile had no effect.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.ids import new_id
from libs.common.outbox import wake_after_commit
from libs.common.prepared import Prepared
from libs.common.trace import continued, traced

_RINGING = "ringing"


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
    timer = Timer(kind=kind, key=key, due_at=due_at, data=data or {})
    if ringing := _ringing(session, kind, key):
        ringing.again = timer
    else:
        await _store(session, [timer])
    wake_after_commit(session)


async def set_new(session: AsyncSession, appointments: Sequence[Timer]) -> None:
    """Make many appointments at once, none of which is ringing."""
    if appointments:
        await _store(session, appointments)
        wake_after_commit(session)


async def cancel(session: AsyncSession, *, kind: str, key: str) -> None:
    if ringing := _ringing(session, kind, key):
        ringing.again = None
    else:
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
        """The handler first, then its appointment. Raises `Outdated`."""
        act = Act(
            actor=self._actor,
            now=timer.due_at,
            request_id=str(new_id()),
            source=f"timer:{timer.kind}",
            traceparent=continued(None),
        )
        session.info[_RINGING] = ringing = _Ringing(timer)
        with traced(act.traceparent):
            await self._on[timer.kind](timer, session=session, act=act)
        kept = {"kind": timer.kind, "key": timer.key, "due_at": timer.due_at, "data": _json(timer.data)}
        if (await session.execute(_KEPT, kept)).first() is None:
            raise Outdated
        if ringing.again:
            await _store(session, [ringing.again])

    @property
    def kinds(self) -> list[str]:
        return list(self._on)


@dataclass(slots=True)
class _Ringing:
    """The appointment that this transaction keeps, and the one of the same kind and key that follows it."""

    timer: Timer
    again: Timer | None = None


class Outdated(Exception):
    """The appointment was moved or cancelled before its handler was done."""


async def _store(session: AsyncSession, timers: Sequence[Timer]) -> None:
    columns = {
        "kinds": [timer.kind for timer in timers],
        "keys": [timer.key for timer in timers],
        "due_at": [timer.due_at for timer in timers],
        "data": [_json(timer.data) for timer in timers],
    }
    await _SET.rows(session, **columns)


def _ringing(session: AsyncSession, kind: str, key: str) -> _Ringing | None:
    ringing: _Ringing | None = session.info.get(_RINGING)
    return ringing if ringing and (ringing.timer.kind, ringing.timer.key) == (kind, key) else None


def _json(data: Mapping[str, Any]) -> str:
    return msgspec.json.encode(data).decode()


_SET = Prepared("""
    INSERT INTO timers (kind, key, due_at, data)
    SELECT kind, key, due_at, CAST(data AS jsonb)
    FROM unnest(CAST(:kinds AS text[]), CAST(:keys AS text[]), CAST(:due_at AS timestamptz[]),
                CAST(:data AS text[])) AS given (kind, key, due_at, data)
    ON CONFLICT (kind, key) DO UPDATE
    SET due_at = excluded.due_at, data = excluded.data, attempts = 0, retry_at = NULL""")
_CANCEL = text("DELETE FROM timers WHERE kind = :kind AND key = :key")
_KEPT = text("""
    DELETE FROM timers
    WHERE kind = :kind AND key = :key AND due_at = CAST(:due_at AS timestamptz)
      AND data = CAST(CAST(:data AS text) AS jsonb)
    RETURNING key""")
