"""What a worker is asked for rather than counts: each look reads it anew from database and broker (XC-07)."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from uuid import UUID

from prometheus_client import generate_latest
from sqlalchemy import text

from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record
from libs.common.faults import is_passing
from libs.common.kafka import Subscription
from libs.common.partitions import age
from libs.common.status import bus_status
from libs.common.telemetry import (
    CONSUMER_LAG,
    DEAD_LETTERS_KEPT,
    OUTBOX_OLDEST_SECONDS,
    OUTBOX_UNSENT,
    PARKED_KEYS,
    TIMERS_WAITING,
    UNAPPLIED_OLDEST_SECONDS,
)

_PATIENCE = 2.0
_UNKNOWN = float("nan")
Answer = tuple[HTTPStatus, str]


class Figures:
    """A figure that can't be had, because database or broker is away, is missing or NaN, never an old one."""

    def __init__(self, *, database: Database, consumers: Sequence[Consumer]) -> None:
        self._database = database
        self._listening = [
            (consumer.name, topic)
            for consumer in consumers
            for topic in sorted({kind.topic.name for kind in consumer.kinds})
        ]
        self._subscription: Subscription | None = None
        self._applying: Sequence[Record] = ()
        self._behind_since: float | None = None

    @contextlib.contextmanager
    def reading(self, subscription: Subscription) -> Iterator[None]:
        """Partitions are assigned for as long as the block lasts."""
        self._subscription = subscription
        try:
            yield
        finally:
            self._subscription = None

    @contextlib.contextmanager
    def applying(self, records: Sequence[Record]) -> Iterator[None]:
        self._applying = records
        try:
            yield
        finally:
            self._applying, self._behind_since = (), None

    async def live(self) -> Answer:
        return HTTPStatus.OK, "live\n"

    async def ready(self) -> Answer:
        """Whether the worker has its partitions and its database."""
        if self._listening and self._subscription is None:
            return HTTPStatus.SERVICE_UNAVAILABLE, "no partitions are assigned\n"
        try:
            async with asyncio.timeout(_PATIENCE), self._database.transaction() as session:
                await session.execute(text("SELECT 1"))
        except Exception as failure:
            if not is_passing(failure):
                raise
            return HTTPStatus.SERVICE_UNAVAILABLE, "the database is away\n"
        return HTTPStatus.OK, "ready\n"

    async def metrics(self) -> Answer:
        """Prometheus's text format."""
        await asyncio.gather(self._look_into_database(), self._look_at_broker())
        return HTTPStatus.OK, generate_latest().decode()

    async def _look_into_database(self) -> None:
        DEAD_LETTERS_KEPT.clear()
        PARKED_KEYS.clear()
        for gauge in (OUTBOX_UNSENT, OUTBOX_OLDEST_SECONDS, TIMERS_WAITING):
            gauge.set(_UNKNOWN)
        try:
            async with asyncio.timeout(_PATIENCE):
                status = await bus_status(self._database)
        except Exception as failure:
            if not is_passing(failure):
                raise
            return
        OUTBOX_UNSENT.set(status.unsent)
        OUTBOX_OLDEST_SECONDS.set(status.oldest_unsent_seconds)
        TIMERS_WAITING.set(status.timers)
        for (consumer, reason), number in status.letters.items():
            DEAD_LETTERS_KEPT.labels(consumer, reason).set(number)
        for consumer, number in status.parked_keys.items():
            PARKED_KEYS.labels(consumer).set(number)

    async def _look_at_broker(self) -> None:
        CONSUMER_LAG.clear()
        UNAPPLIED_OLDEST_SECONDS.set(_UNKNOWN if self._listening else 0)
        if self._subscription is None:
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                behind = await self._subscription.behind()
        except (OSError, TimeoutError):
            return
        applying = list(self._applying)
        for record in applying:
            behind[record.topic] = behind.get(record.topic, 0) + 1
        for consumer, topic in self._listening:
            CONSUMER_LAG.labels(consumer, topic).set(behind.get(topic, 0))
        UNAPPLIED_OLDEST_SECONDS.set(self._oldest(applying, behind=any(behind.values())))

    def _oldest(self, applying: Sequence[Record], *, behind: bool) -> float:
        """Of what is at work; of what nobody has fetched, for how long it has been seen to lie there."""
        now = asyncio.get_running_loop().time()
        self._behind_since = (self._behind_since or now) if behind else None
        ids = [found for record in applying if (found := _id(record))]
        if ids:
            return max(0.0, age(min(ids)))
        return now - self._behind_since if self._behind_since else 0.0


def _id(record: Record) -> UUID | None:
    """Only ids that a clock made begin with a time."""
    try:
        found = UUID(dict(record.headers)["ce_id"].decode())
    except (KeyError, ValueError, AttributeError):
        return None
    return found if found.version == 7 else None
