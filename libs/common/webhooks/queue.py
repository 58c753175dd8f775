"""The messages that wait, in the service's own tables: what is due, who is at it, what became of it.

Only the first that waits of each endpoint and subject may go out, so order holds whatever fails; a lease by
the database's clock keeps workers apart, and ends by itself where one dies.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.webhooks.posting import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`id` follows from what it tells of, so that a repeat adds nothing."""

    id: UUID
    endpoint_id: UUID
    subject: UUID
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that was claimed, with where it goes."""

    id: UUID
    endpoint_id: UUID
    subject: UUID
    position: int
    body: str
    made_at: datetime
    attempts: int
    callback: str
    secret: str


class Queue:
    """Over a table of `Endpoint` and one of `Delivery`; `timer` is the kind of its appointments."""

    def __init__(self, *, timer: str, endpoints: str, deliveries: str) -> None:
        self.timer = timer
        names = {"endpoints": endpoints, "deliveries": deliveries, "first": _FIRST, "free": _FREE}
        self._sql = {name: text(_nested(statement, names)) for name, statement in _STATEMENTS.items()}

    async def add(self, session: AsyncSession, messages: Sequence[Message], *, now: datetime) -> None:
        """In their order; the couriers are rung at `now`."""
        for one in messages:
            values = {name: getattr(one, name) for name in Message.__dataclass_fields__}
            await session.execute(self._sql["add"], {**values, "now": now})
        for endpoint in dict.fromkeys(one.endpoint_id for one in messages):
            await timers.set(session, kind=self.timer, key=str(endpoint), due_at=now)

    async def endpoints_due(self, session: AsyncSession, *, now: datetime) -> list[UUID]:
        return list(await session.scalars(self._sql["due"], {"now": now}))

    async def claim(self, session: AsyncSession, endpoint: UUID, *, now: datetime) -> list[Waiting]:
        rows = await session.execute(self._sql["claim"], {"endpoint": endpoint, "now": now})
        return sorted((Waiting(*row) for row in rows), key=lambda one: one.position)

    async def settle(
        self,
        session: AsyncSession,
        one: Waiting,
        *,
        state: str,
        outcome: Outcome,
        again: datetime | None,
        now: datetime,
    ) -> None:
        """Nothing where its lease ended meanwhile and another worker has settled it."""
        values: dict[str, Any] = {
            "id": one.id,
            "attempts": one.attempts,
            "state": state,
            "status": outcome.status,
            "error": outcome.error,
            "again": again,
            "settled_at": None if again else now,
        }
        await session.execute(self._sql["settle"], values)

    async def next_due(self, session: AsyncSession, endpoint: UUID, *, now: datetime) -> datetime | None:
        at: datetime | None = await session.scalar(self._sql["next"], {"endpoint": endpoint, "now": now})
        return at

    async def replay(self, session: AsyncSession, endpoint: UUID, *, now: datetime) -> int:
        """What was given up waits again, as if made now; returns how many."""
        ids = (await session.scalars(self._sql["replay"], {"endpoint": endpoint, "now": now})).all()
        await timers.set(session, kind=self.timer, key=str(endpoint), due_at=now)
        return len(ids)

    async def drop(self, session: AsyncSession, endpoint: UUID) -> None:
        """What still waits for an endpoint that has ended."""
        await session.execute(self._sql["drop"], {"endpoint": endpoint})
        await timers.cancel(session, kind=self.timer, key=str(endpoint))

    async def forget(self, session: AsyncSession, *, before: datetime) -> None:
        await session.execute(self._sql["forget"], {"before": before})


def as_body(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _nested(statement: str, names: dict[str, str]) -> str:
    """Table names are the composition root's, values are always parameters."""
    for _ in range(2):
        statement = statement.format(**names)
    return statement


_FIRST = """d.state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM {deliveries} AS earlier
    WHERE earlier.state = 'waiting' AND earlier.endpoint_id = d.endpoint_id
      AND earlier.subject = d.subject AND earlier.position < d.position)"""
_FREE = "(d.leased_until IS NULL OR d.leased_until < clock_timestamp())"
_STATEMENTS = {
    "add": """
        INSERT INTO {deliveries} (id, endpoint_id, subject, kind, body, made_at, due_at)
        VALUES (:id, :endpoint_id, :subject, :kind, :body, :now, :now) ON CONFLICT (id) DO NOTHING""",
    "due": """
        SELECT DISTINCT d.endpoint_id FROM {deliveries} AS d
        WHERE d.due_at <= CAST(:now AS timestamptz) AND {free} AND {first}""",
    "claim": """
        UPDATE {deliveries} AS claimed
        SET leased_until = clock_timestamp() + interval '1 minute', attempts = claimed.attempts + 1
        FROM (
            SELECT d.id FROM {deliveries} AS d
            WHERE d.endpoint_id = :endpoint AND d.due_at <= CAST(:now AS timestamptz) AND {free} AND {first}
            ORDER BY d.position LIMIT 8 FOR UPDATE SKIP LOCKED
        ) AS due, {endpoints} AS e
        WHERE claimed.id = due.id AND e.id = claimed.endpoint_id AND e.ended_at IS NULL
        RETURNING claimed.id, claimed.endpoint_id, claimed.subject, claimed.position, claimed.body,
                  claimed.made_at, claimed.attempts, e.callback, e.secret""",
    "settle": """
        UPDATE {deliveries} SET state = :state, status = :status, error = :error, leased_until = NULL,
            due_at = coalesce(CAST(:again AS timestamptz), due_at), settled_at = :settled_at
        WHERE id = :id AND state = 'waiting' AND attempts = :attempts""",
    "next": """
        SELECT min(d.due_at) FROM {deliveries} AS d
        WHERE d.endpoint_id = :endpoint AND d.due_at > CAST(:now AS timestamptz) AND {first}""",
    "replay": """
        UPDATE {deliveries} SET state = 'waiting', attempts = 0, made_at = :now, due_at = :now,
            settled_at = NULL
        WHERE endpoint_id = :endpoint AND state = 'dead' AND body <> '' RETURNING id""",
    "drop": "DELETE FROM {deliveries} WHERE endpoint_id = :endpoint AND state = 'waiting'",
    "forget": "DELETE FROM {deliveries} WHERE state <> 'waiting' AND made_at < CAST(:before AS timestamptz)",
}
