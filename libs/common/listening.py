"""From the broker into the inbox; while a full batch takes effect, the next is fetched and read (XC-02)."""

import asyncio
from collections.abc import Collection, Sequence

from libs.common.consumer import Arrival
from libs.common.events.cloudevents import Record
from libs.common.events.envelope import TOPICS, Topic
from libs.common.figures import Figures
from libs.common.inbox import Inbox
from libs.common.kafka import Cluster, Difference, Subscription, differences, ensure_topics
from libs.common.telemetry import log

_BATCH = 1000
_COMMIT_EVERY = 1.0
_Batch = tuple[Sequence[Record], Sequence[Arrival]]


class Listening:
    """One member of a service's consumer group."""

    def __init__(
        self,
        *,
        service: str,
        member: str,
        topics: Collection[Topic],
        cluster: Cluster,
        inbox: Inbox,
        figures: Figures,
    ) -> None:
        self.assigned = asyncio.Event()
        self.stopping = asyncio.Event()
        self._service = service
        self._member = member
        self._topics = topics
        self._cluster = cluster
        self._inbox = inbox
        self._figures = figures
        self._told: set[Difference] = set()

    async def run(self) -> None:
        """Until `stopping`, or until the broker is lost; then call it again."""
        own = (topic for topic in TOPICS.values() if topic.owner == self._service)
        topics = {*own, *self._topics}
        await ensure_topics(self._cluster, topics)
        await self._compare(topics)
        if not self._topics:
            self.assigned.set()
            await self.stopping.wait()
            return
        subscription = Subscription(
            self._cluster, group=f"aftercare.{self._service}", member=self._member, topics=self._topics
        )
        try:
            await subscription.start()
            self.assigned.set()
            with self._figures.reading(subscription):
                await self._take_from(subscription)
        finally:
            await subscription.close(leaving=self.stopping.is_set())

    async def _compare(self, topics: Collection[Topic]) -> None:
        """Say once where a topic isn't as its contract has it; it is used as it is."""
        for difference in await differences(self._cluster, topics):
            if difference not in self._told:
                self._told.add(difference)
                log.warning("topic_differs", **difference._asdict())

    async def _take_from(self, subscription: Subscription) -> None:
        """Nothing is read ahead of a small batch: what comes meanwhile is taken together."""
        loop = asyncio.get_running_loop()
        saved = loop.time()
        ahead: asyncio.Task[_Batch] | None = None
        try:
            while not self.stopping.is_set():
                records, arrivals = await (ahead or self._read(subscription))
                full = len(records) >= _BATCH
                ahead = asyncio.create_task(self._read(subscription)) if full else None
                with self._figures.applying(records):
                    await self._inbox.apply(arrivals)
                subscription.taken(records)
                if loop.time() - saved >= _COMMIT_EVERY:
                    await subscription.save_progress()
                    saved = loop.time()
            await subscription.save_progress()
        finally:
            if ahead:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)

    async def _read(self, subscription: Subscription) -> _Batch:
        records = await subscription.fetch(most=_BATCH)
        return records, await self._inbox.read(records)
