"""Sends events, and knows which of them were written."""

import asyncio
import contextlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, UnknownError, UnsupportedVersionError
from aiokafka.producer.message_accumulator import BatchBuilder

from libs.common.events.cloudevents import Headers
from libs.common.kafka.cluster import Cluster
from libs.common.kafka.limits import ASK, LARGEST_REQUEST, SEND, broker_faults, quietly


class Message(msgspec.Struct, frozen=True):
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
        """For each message its partition and its batch's offset, or None if it isn't known to be written.

        After a None the client is a new one, with nothing of the old one still under way.
        """
        written: list[tuple[int, int] | None] = [None] * len(messages)
        with broker_faults():
            client = await self._started()
            with contextlib.suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(SEND):
                    pending = [
                        (batch.numbers, await client.send_batch(batch.builder, topic, partition=partition))
                        for (topic, partition), batches in (await _batches(client, messages)).items()
                        for batch in batches
                    ]
                    for numbers, acknowledged in pending:
                        with contextlib.suppress(KafkaError):
                            record = await acknowledged
                            for number in numbers:
                                written[number] = (record.partition, record.offset)
        if None in written:
            await self.close()
        return written

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and not await quietly(client.stop()):
            await quietly(client._sender.close())  # noqa: SLF001 — else it goes on sending
            await quietly(client.client.close())

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


@dataclass(frozen=True, slots=True)
class _Batch:
    builder: BatchBuilder
    numbers: list[int]
    """Which of the messages."""


async def _batches(
    client: AIOKafkaProducer, messages: Sequence[Message]
) -> dict[tuple[str, int], list[_Batch]]:
    """By topic and partition, in order. One by one the client would take four times as long."""
    partitions = {topic: len(await client.partitions_for(topic)) for topic in {m.topic for m in messages}}
    batches: dict[tuple[str, int], list[_Batch]] = {}
    for number, message in enumerate(messages):
        place = message.topic, zlib.crc32(message.key) % partitions[message.topic]
        of_place = batches.setdefault(place, [])
        if not of_place or not _append(of_place[-1], message, number):
            of_place.append(_Batch(client.create_batch(), []))
            _append(of_place[-1], message, number)
    return batches


def _append(batch: _Batch, message: Message, number: int) -> bool:
    """Whether it had room."""
    fits = batch.builder.append(timestamp=None, key=message.key, value=message.value, headers=message.headers)
    if fits is None:
        return False
    batch.numbers.append(number)
    return True
