"""What services have told and others have not dealt with yet: owners' logs against listeners' versions.

For whoever may read both: the broker isn't asked, as its offsets are no promise and may be gone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import Database
from libs.common.events.contracts import every_kind, published

_CHUNK = 2000
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(slots=True)
class Waiting:
    """Events of one topic that one consumer has not dealt with."""

    consumer: str
    topic: str
    number: int
    oldest: UUID


class Backlog:
    """`databases` by service; who listens to what is read from the catalogue."""

    def __init__(self, databases: Mapping[str, Database]) -> None:
        self._databases = databases
        self._listeners: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._listened: set[tuple[str, str]] = set()
        for kind in every_kind():
            for consumer in (published(kind) or {}).get("consumers", ()):
                self._listened.add((consumer, kind.topic.name))
                pair = (kind.topic.owner, consumer.partition(".")[0])
                self._listeners.setdefault(pair, {}).setdefault(kind.type, []).append(consumer)

    @property
    def pairs(self) -> Iterable[tuple[str, str]]:
        """Owner and listener; a service may listen to itself."""
        return [pair for pair in self._listeners if set(pair) <= self._databases.keys()]

    def listened(self, service: str) -> list[tuple[str, str]]:
        """The service's consumers, each with every topic that it listens to."""
        return sorted(pair for pair in self._listened if pair[0].partition(".")[0] == service)

    async def waiting(self, listener: str) -> list[Waiting]:
        """All, by consumer and topic. Looks back until a whole chunk of an owner's log is dealt with."""
        found: dict[tuple[str, str], Waiting] = {}
        for pair in self.pairs:
            if pair[1] != listener:
                continue
            before, open_ = LAST, True
            while open_:
                events = await self._events(pair, after=FIRST, before=before, newest_first=True)
                waiting = await self._unapplied(pair, events)
                for consumer, event in waiting:
                    entry = found.setdefault(
                        (consumer, event.topic), Waiting(consumer, event.topic, 0, event.event_id)
                    )
                    entry.number += 1
                    entry.oldest = event.event_id
                open_ = bool(waiting) and len(events) == _CHUNK
                before = events[-1].event_id if events else before
        return list(found.values())

    async def oldest(self, pair: tuple[str, str], *, after: UUID, before: UUID) -> tuple[UUID | None, UUID]:
        """The first event between two ids that the listener has not dealt with, and how far it has all."""
        while True:
            events = await self._events(pair, after=after, before=before)
            if waiting := await self._unapplied(pair, events):
                first = waiting[0][1].event_id
                return first, UUID(int=first.int - 1)
            after = events[-1].event_id if events else after
            if len(events) < _CHUNK:
                return None, after

    async def _events(
        self, pair: tuple[str, str], *, after: UUID, before: UUID, newest_first: bool = False
    ) -> Sequence[Row[Any]]:
        parameters = {"types": list(self._listeners[pair]), "after": after, "before": before, "most": _CHUNK}
        async with self._databases[pair[0]].transaction() as session:
            return (await session.execute(_NEWEST if newest_first else _OLDEST, parameters)).all()

    async def _unapplied(
        self, pair: tuple[str, str], events: Sequence[Row[Any]]
    ) -> list[tuple[str, Row[Any]]]:
        """By consumer, in the order of `events`."""
        consumers = self._listeners[pair]
        expected = [(consumer, event) for event in events for consumer in consumers[event.type]]
        if not expected:
            return []
        async with self._databases[pair[1]].transaction() as session:
            numbers = await _without(session, expected)
        return [expected[number - 1] for number in numbers]


async def _without(session: AsyncSession, expected: Sequence[tuple[str, Row[Any]]]) -> Sequence[int]:
    parameters = {
        "consumers": [consumer for consumer, _ in expected],
        "topics": [event.topic for _, event in expected],
        "keys": [event.key for _, event in expected],
        "versions": [event.version for _, event in expected],
    }
    return (await session.scalars(_UNAPPLIED, parameters)).all()


_EVENTS = """
    SELECT event_id, topic, type, key, version FROM outbox_log
    WHERE event_id > :after AND event_id < :before AND type = ANY(CAST(:types AS text[]))
    ORDER BY event_id {order} LIMIT :most"""
_OLDEST, _NEWEST = text(_EVENTS.format(order="ASC")), text(_EVENTS.format(order="DESC"))
_UNAPPLIED = text("""
    SELECT number FROM unnest(CAST(:consumers AS text[]), CAST(:topics AS text[]), CAST(:keys AS uuid[]),
                              CAST(:versions AS int[]))
        WITH ORDINALITY AS told (consumer, topic, key, version, number)
    WHERE NOT EXISTS (
        SELECT FROM inbox_versions AS kept
        WHERE kept.key = told.key AND kept.consumer = told.consumer AND kept.topic = told.topic
          AND kept.version >= told.version)
    ORDER BY number""")
