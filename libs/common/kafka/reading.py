"""Reads what the client can't: a batch that it would stumble over for ever becomes one unreadable record.

Brokers accept names of headers that are no text, and codecs that are not installed here: the client raises,
keeps its position and fetches the same batch again.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import KafkaError, UnsupportedCodecError
from aiokafka.structs import ConsumerRecord

from libs.common.events.cloudevents import UNREADABLE


class _OneBatch:
    def __init__(self, batch: Any) -> None:
        self._batch = batch

    def has_next(self) -> bool:
        return self._batch is not None

    def next_batch(self) -> Any:
        batch, self._batch = self._batch, None
        return batch


class TolerantRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """Goes on behind a batch that can't be read, from the first record that can't."""

    _tp: Any
    _records: Any
    next_fetch_offset: int

    def _unpack_records(self) -> Iterator[Any]:
        records = self._records
        while records.has_next():
            batch = records.next_batch()
            self._records = _OneBatch(batch)
            try:
                yield from super()._unpack_records()
            except Exception as failure:
                if isinstance(failure, KafkaError) and not isinstance(failure, UnsupportedCodecError):
                    raise
                first, self.next_fetch_offset = self.next_fetch_offset, batch.next_offset
                yield self._unreadable(first, failure)

    def _unreadable(self, first: int, failure: Exception) -> Any:
        last = self.next_fetch_offset - 1
        reason = f"{type(failure).__name__} at offsets {first} to {last} of partition {self._tp.partition}"
        return ConsumerRecord(
            topic=self._tp.topic,
            partition=self._tp.partition,
            offset=last,
            timestamp=-1,
            timestamp_type=0,
            key=None,
            value=None,
            checksum=None,
            serialized_key_size=-1,
            serialized_value_size=-1,
            headers=((UNREADABLE, reason.encode()),),
        )


fetcher.PartitionRecords = TolerantRecords
