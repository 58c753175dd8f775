"""Takes up again what was set aside, when somebody has asked for it (XC-02)."""

import asyncio
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import deadletter
from libs.common.database import Database
from libs.common.events.cloudevents import decode
from libs.common.faults import is_passing
from libs.common.inbox import Inbox
from libs.common.telemetry import log
from libs.common.trace import of_record
from libs.common.web.problems import Refusal

_LOOK_EVERY = 10.0


class Replay:
    """The letters of one service; every event in a transaction of its own, those of a key in their order."""

    def __init__(self, inbox: Inbox, *, database: Database) -> None:
        self._inbox = inbox
        self._database = database

    async def run(self) -> None:
        while True:
            while await self.replay_next():
                pass
            await asyncio.sleep(_LOOK_EVERY)

    async def replay_next(self) -> bool:
        """Whether there was one to take up. One that fails again stays, with the rest of its key."""
        letter = None
        try:
            async with self._database.transaction() as session:
                letter = (await session.execute(_NEXT)).first()
                if letter is None:
                    return False
                await self._take_up(session, letter)
        except Exception as failure:
            if letter is None or is_passing(failure):
                raise
            async with self._database.transaction() as session:
                parameters = {**_names(letter), "error": deadletter.describe(failure)}
                await session.execute(_FAILED_AGAIN, parameters)
        else:
            self._inbox.wake_if_wanted(session)
        return True

    async def _take_up(self, session: AsyncSession, letter: Row[Any]) -> None:
        record = deadletter.record_of(letter)
        if letter.reason == "undecodable":
            decode(record)
            await self._inbox.take([record])
        else:
            await self._hand_over(session, letter)
        await session.execute(_DELETE, _names(letter))
        traced = of_record(record.headers)
        log.info("event_replayed", consumer=letter.consumer, id=str(letter.event_id), trace_id=traced)

    async def _hand_over(self, session: AsyncSession, letter: Row[Any]) -> None:
        """Locks the key first, so that what arrives meanwhile waits and then finds it parked or free."""
        names = _names(letter)
        await session.execute(_LOCK, names)
        event = decode(deadletter.record_of(letter))
        try:
            async with session.begin_nested():
                await self._inbox.consumer(letter.consumer).handle([event], session=session)
            outcome = "applied"
        except Refusal:
            outcome = "refused"
        await session.execute(_SETTLED, {**names, "outcome": outcome})
        await session.execute(_FREE, names)


def _names(letter: Row[Any]) -> dict[str, Any]:
    return {"consumer": letter.consumer, "id": letter.event_id, "topic": letter.topic, "key": letter.key}


_NEXT = text("""
    SELECT * FROM dead_letters WHERE replay ORDER BY consumer, topic, key, version
    LIMIT 1 FOR UPDATE""")
_LOCK = text("""
    SELECT FROM inbox_versions
    WHERE consumer = :consumer AND topic = :topic AND key = :key FOR UPDATE""")
_SETTLED = text("UPDATE inbox SET outcome = :outcome WHERE event_id = :id AND consumer = :consumer")
_DELETE = text("DELETE FROM dead_letters WHERE consumer = :consumer AND event_id = :id")
_FREE = text("""
    UPDATE inbox_versions SET parked = false
    WHERE consumer = :consumer AND topic = :topic AND key = :key AND NOT EXISTS (
        SELECT FROM dead_letters AS letter
        WHERE letter.consumer = :consumer AND letter.topic = :topic AND letter.key = :key
          AND letter.event_id <> :id)""")
_FAILED_AGAIN = text("""
    UPDATE dead_letters SET replay = false, last_seen = clock_timestamp(),
        attempts = attempts + CASE WHEN event_id = :id THEN 1 ELSE 0 END,
        error = CASE WHEN event_id = :id THEN :error ELSE error END
    WHERE consumer = :consumer AND (event_id = :id OR (topic = :topic AND key = :key))""")
