"""Reads records as ours; a batch that the client would stumble over for ever becomes one unreadable record.

Brokers accept names of headers that are no text, and codecs that are not installed here: the client raises,
keeps its position and fetches the same batch again.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import KafkaError, UnsupportedCodecError

from libs.common.events.cloudevents import UNREADABLE, Record


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

    def _consumer_record(self, place: Any, record: Any) -> Record:
        return Record(
            topic=place.topic,
            partition=place.partition,
            offset=record.offset,
            key=record.key,
            headers=record.headers,
            value=record.value,
        )

    def _unreadable(self, first: int, failure: Exception) -> Record:
        last = self.next_fetch_offset - 1
        reason = f"{type(failure).__name__} at offsets {first} to {last} of partition {self._tp.partition}"
        return Record(
            topic=self._tp.topic,
            partition=self._tp.partition,
            offset=last,
            key=None,
            headers=((UNREADABLE, reason.encode()),),
            value=None,
        )


fetcher.PartitionRecords = TolerantRecords
