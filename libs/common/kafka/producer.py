"""Sends events, and knows which of them were written."""

import asyncio
import contextlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, UnknownError, UnsupportedVersionError

from libs.common.events.cloudevents import Headers
from libs.common.events.envelope import TOPICS
from libs.common.kafka.cluster import Cluster
from libs.common.kafka.limits import ASK, LARGEST_REQUEST, SEND, broker_faults, quietly


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    key: bytes
    value: bytes
    headers: Headers


class Producer:
    """Sends in order; idempotent where the broker can (the embedded one can't)."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._idempotent = True
        self._client: AIOKafkaProducer | None = None

    async def send(self, messages: Sequence[Message]) -> list[tuple[int, int] | None]:
        """For each message its partition and offset, or None if it isn't known to be written.

        After a None the client is a new one, with nothing of the old one still under way.
        """
        written: list[tuple[int, int] | None] = [None] * len(messages)
        with broker_faults():
            client = await self._started()
            with contextlib.suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(SEND):
                    pending = [await self._queue(client, message) for message in messages]
                    for number, acknowledged in enumerate(pending):
                        with contextlib.suppress(KafkaError):
                            record = await acknowledged
                            written[number] = (record.partition, record.offset)
        if None in written:
            await self.close()
        return written

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and not await quietly(client.stop()):
            await quietly(client._sender.close())  # noqa: SLF001 — else it goes on sending
            await quietly(client.client.close())

    async def _queue(self, client: AIOKafkaProducer, message: Message) -> Any:
        if message.topic not in TOPICS:
            raise ValueError(f"the topic {message.topic} is not known")
        return await client.send(message.topic, message.value, key=message.key, headers=list(message.headers))

    async def _started(self) -> AIOKafkaProducer:
        if self._client is None:
            try:
                self._client = await self._start(idempotent=self._idempotent)
            except (UnknownError, UnsupportedVersionError):
                self._idempotent = False
                self._client = await self._start(idempotent=False)
        return self._client

    async def _start(self, *, idempotent: bool) -> AIOKafkaProducer:
        client = AIOKafkaProducer(
            **self._cluster.client(),
            acks="all",
            enable_idempotence=idempotent,
            partitioner=_partition,
            max_batch_size=LARGEST_REQUEST,
            max_request_size=LARGEST_REQUEST,
            request_timeout_ms=int(ASK * 1000),
        )
        try:
            await asyncio.wait_for(client.start(), ASK)
        except BaseException:
            await quietly(client.stop())
            raise
        return client


def _partition(key: bytes, every: Sequence[int], _available: Sequence[int]) -> int:
    """The client's own hash takes longer than all else that is done to send an event."""
    return every[zlib.crc32(key) % len(every)]
