"""A relay's batches: read from the queue, made into messages, removed when acknowledged (XC-02)."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Self

import asyncpg

from libs.common.events.cloudevents import encode_headers
from libs.common.kafka import Message, Partition
from libs.common.telemetry import EVENTS_SENT, RELAY_BATCH


class Sent(NamedTuple):
    positions: list[int]
    firsts: dict[Partition, int]
    """The first offset in each partition."""

    def and_then(self, later: Self) -> "Sent":
        return Sent(self.positions + later.positions, self.firsts | later.firsts)


NOTHING = Sent([], {})


def acknowledged(rows: Sequence[asyncpg.Record], written: Sequence[tuple[int, int] | None]) -> Sent:
    """Of a key nothing that comes after what was not."""
    sent, stuck = Sent([], {}), set()
    for row, place in zip(rows, written, strict=True):
        if place is None or row["key"] in stuck:
            stuck.add(row["key"])
            continue
        sent.positions.append(row["position"])
        sent.firsts.setdefault((row["topic"], place[0]), place[1])
    _count(rows, written)
    return sent


def _count(rows: Sequence[asyncpg.Record], written: Sequence[tuple[int, int] | None]) -> None:
    if rows:
        RELAY_BATCH.observe(len(rows))
    topics = Counter(row["topic"] for row, place in zip(rows, written, strict=True) if place)
    for topic, number in topics.items():
        EVENTS_SENT.labels(topic).inc(number)


async def advance_queue(
    connection: asyncpg.Connection,
    buckets: Sequence[int],
    *,
    most: int,
    sent: Sent = NOTHING,
    under_way: Sequence[int] = (),
) -> Sequence[asyncpg.Record]:
    """Remove what was sent and read on, always from the lowest position.

    What was committed late comes before what followed it in its key; what is under way isn't read again.
    """
    topics, partitions = [topic for topic, _ in sent.firsts], [number for _, number in sent.firsts]
    offsets = list(sent.firsts.values())
    rows: Sequence[asyncpg.Record] = await connection.fetch(
        _ADVANCE, sent.positions, topics, partitions, offsets, buckets, under_way, most
    )
    return rows


def message(row: asyncpg.Record) -> Message:
    return Message(row["topic"], row["key"].encode(), row["data"], encode_headers(row))


_ADVANCE = """
    WITH removed AS (
        DELETE FROM outbox_queue WHERE position = ANY($1::bigint[])
    ), marked AS (
        INSERT INTO outbox_marks (topic, partition, sent_from)
        SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
        ON CONFLICT (topic, partition) DO UPDATE SET sent_from = excluded.sent_from
    ), following AS MATERIALIZED (
        SELECT event_id FROM outbox_queue
        WHERE bucket = ANY($5::int[]) AND position NOT IN (SELECT unnest($1::bigint[] || $6::bigint[]))
        ORDER BY position LIMIT $7
    )
    SELECT position, topic, type, version, actor, traceparent, data, key::text, event_id::text,
           correlation::text, to_char(time, 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00') AS time
    FROM outbox_log
    WHERE event_id = ANY(ARRAY(SELECT event_id FROM following))
      AND event_id >= (SELECT event_id FROM following ORDER BY event_id LIMIT 1)
    ORDER BY position"""
