"""Where events take effect: each once, in the order of its key, a batch in one transaction (XC-02).

Events and requests may lock the same aggregates in different orders: events give way and are tried again, so
that no request is rolled back for their sake.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import deadletter
from libs.common.breaker import Breaker
from libs.common.claiming import claim, refuse, rising
from libs.common.consumer import Arrival, Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record, Undecodable, decode
from libs.common.events.envelope import Event
from libs.common.faults import gave_way, is_passing
from libs.common.outbox import Wakeup, wants_wakeup
from libs.common.partitions import age
from libs.common.telemetry import (
    CONSUMER_BATCH,
    EVENT_AGE_SECONDS,
    EVENT_RETRIES,
    EVENTS_APPLIED,
    EVENTS_REFUSED,
    log,
)
from libs.common.trace import trace_id
from libs.common.web.problems import Refusal

_PATIENCE = 3
_PATIENCE_WHEN_MANY_FAIL = 20


class Inbox:
    """All consumers of one service on its own database."""

    def __init__(
        self, consumers: Sequence[Consumer], *, service: str, database: Database, wakeup: Wakeup
    ) -> None:
        self._consumers = {consumer.name: consumer for consumer in consumers}
        if len(self._consumers) != len(consumers):
            raise ValueError(f"two consumers of {service} have the same name")
        self._listening: dict[type[Event], list[Consumer]] = defaultdict(list)
        for consumer in consumers:
            for kind in consumer.kinds:
                self._listening[kind].append(consumer)
        self._service = service
        self._database = database
        self._wakeup = wakeup
        self._breakers: dict[str, Breaker] = defaultdict(Breaker)

    async def take(self, records: Sequence[Record]) -> None:
        """Returns when every record took effect, was refused or is set aside: offsets may be committed.

        Waits as long as the database is away. Records of a partition come in their order.
        """
        await self.apply(await self.read(records))

    async def read(self, records: Sequence[Record]) -> list[Arrival]:
        """One consumer after the other, each with its events in order; sets aside what can't be read."""
        arrivals: dict[str, list[Arrival]] = {name: [] for name in self._consumers}
        for record in records:
            try:
                event = decode(record)
            except Undecodable as reason:
                async with self._database.transaction() as session:
                    await deadletter.discard(session, record, service=self._service, error=str(reason))
                continue
            for consumer in self._listening.get(type(event.data), ()):
                arrivals[consumer.name].append(Arrival(consumer, event, record))
        return [arrival for of_consumer in arrivals.values() for arrival in rising(of_consumer)]

    async def apply(self, arrivals: Sequence[Arrival]) -> None:
        """Returns when each took effect, was refused or is set aside."""
        if arrivals:
            CONSUMER_BATCH.observe(len(arrivals))
            await self._apply(arrivals)

    async def park(self, arrival: Arrival, failure: Exception, attempts: int) -> None:
        """A bug: set the event and its key aside, so that the others go on."""
        async with self._database.transaction() as session:
            claimed = await claim(session, [arrival])
            error = deadletter.describe(failure)
            await deadletter.park(session, claimed, reason="failed", error=error, attempts=attempts)

    def consumer(self, name: str) -> Consumer:
        return self._consumers[name]

    def wake_if_wanted(self, session: AsyncSession) -> None:
        """Call it after the commit."""
        if wants_wakeup(session):
            self._wakeup.after_commit()

    async def _apply(self, arrivals: Sequence[Arrival]) -> None:
        """All together; if one can't be, each half by itself, down to the one that fails."""
        attempts = 0
        while True:
            try:
                return await self._apply_together(arrivals)
            except Exception as failure:
                attempts = 0 if gave_way(failure) else attempts + 1
                if not is_passing(failure):
                    if len(arrivals) > 1:
                        break
                    if await self._settle(arrivals[0], failure, attempts):
                        return None
                EVENT_RETRIES.labels(arrivals[0].consumer.name).inc()
                _tell(arrivals, failure)
            await asyncio.sleep(min(30.0, 0.05 * 2 ** min(attempts, 12)))
        middle = len(arrivals) // 2
        await self._apply(arrivals[:middle])
        await self._apply(arrivals[middle:])
        return None

    async def _apply_together(self, arrivals: Sequence[Arrival]) -> None:
        async with self._database.transaction() as session:
            claimed = await claim(session, arrivals)
            for name, group in groupby(claimed, key=lambda arrival: arrival.consumer.name):
                events = [arrival.event for arrival in group]
                await self._consumers[name].handle(events, session=session)
        for name, number in Counter(arrival.consumer.name for arrival in claimed).items():
            EVENTS_APPLIED.labels(name).inc(number)
            self._breakers[name].note(failed=False)
        if claimed:
            EVENT_AGE_SECONDS.labels(claimed[-1].record.topic).set(age(claimed[-1].event.id))
        self.wake_if_wanted(session)

    async def _settle(self, arrival: Arrival, failure: Exception, attempts: int) -> bool:
        """Whether a failing event is dealt with; False to try it again."""
        if isinstance(failure, Refusal):
            await self._refuse(arrival)
            return True
        breaker = self._breakers[arrival.consumer.name]
        if attempts <= (_PATIENCE_WHEN_MANY_FAIL if breaker.is_open else _PATIENCE):
            return False
        breaker.note(failed=True)
        await self.park(arrival, failure, attempts)
        return True

    async def _refuse(self, arrival: Arrival) -> None:
        """A rule refuses it: it has no effect, and that is known."""
        async with self._database.transaction() as session:
            for claimed in await claim(session, [arrival]):
                await refuse(session, claimed)
        EVENTS_REFUSED.labels(arrival.consumer.name).inc()


def _tell(arrivals: Sequence[Arrival], failure: Exception) -> None:
    """With the trace of the first, which is the one where it can't be another."""
    first = arrivals[0]
    log.warning(
        "events_retried",
        consumer=first.consumer.name,
        number=len(arrivals),
        error=type(failure).__name__,
        trace_id=trace_id(first.event.traceparent),
    )
