"""Which arrivals take effect: those newer than what their consumer knows of the key, each once (XC-02)."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import deadletter
from libs.common.consumer import Arrival


def rising(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Without those that repeat or come behind a newer one of their key."""
    last: dict[tuple[str, bytes | None], int] = {}
    kept = []
    for arrival in arrivals:
        key = (arrival.record.topic, arrival.record.key)
        if arrival.event.version > last.get(key, 0):
            last[key] = arrival.event.version
            kept.append(arrival)
    return kept


async def claim(session: AsyncSession, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Those that are new to their consumers; of parked keys they go behind what is parked."""
    parameters = {
        "consumers": ",".join([arrival.consumer.name for arrival in arrivals]),
        "ids": ",".join([arrival.event.id.hex for arrival in arrivals]),
        "topics": ",".join([arrival.record.topic for arrival in arrivals]),
        "keys": ",".join([arrival.event.subject.hex for arrival in arrivals]),
        "versions": ",".join([str(arrival.event.version) for arrival in arrivals]),
    }
    free, parked, _ = (await session.execute(_CLAIM, parameters)).one()
    if parked:
        behind = [arrivals[number - 1] for number in parked]
        await deadletter.park(session, behind, reason="behind", error="an earlier event of its key failed")
    return [arrivals[number - 1] for number in free or ()]


async def refuse(session: AsyncSession, claimed: Arrival) -> None:
    """On record: it was heard and has no effect."""
    await session.execute(_REFUSE, {"id": claimed.event.id, "consumer": claimed.consumer.name})


# The upsert locks a version's row, in one order for all workers: the second one sees what the first did. What
# the handlers lock after it they don't wait for long.
_CLAIM = text("""
    WITH arrived AS MATERIALIZED (
        SELECT * FROM unnest(string_to_array(:consumers, ','), CAST(string_to_array(:ids, ',') AS uuid[]),
                             string_to_array(:topics, ','), CAST(string_to_array(:keys, ',') AS uuid[]),
                             CAST(string_to_array(:versions, ',') AS int[]))
            WITH ORDINALITY AS given (consumer, event_id, topic, key, version, number)
    ), advanced AS (
        INSERT INTO inbox_versions AS kept (consumer, topic, key, version)
        SELECT consumer, topic, key, max(version) FROM arrived
        GROUP BY key, consumer, topic ORDER BY key, consumer, topic
        ON CONFLICT (key, consumer, topic) DO UPDATE SET version = excluded.version
            WHERE kept.version < excluded.version
        RETURNING consumer, topic, key, parked, coalesce(old.version, 0) AS before
    ), taken AS (
        SELECT number, event_id, consumer, parked FROM arrived JOIN advanced USING (consumer, topic, key)
        WHERE version > before
    ), claimed AS (
        INSERT INTO inbox (event_id, consumer) SELECT event_id, consumer FROM taken
    )
    SELECT array_agg(number ORDER BY number) FILTER (WHERE NOT parked),
           array_agg(number ORDER BY number) FILTER (WHERE parked),
           set_config('lock_timeout', '200ms', true) FROM taken""")
_REFUSE = text("UPDATE inbox SET outcome = 'refused' WHERE event_id = :id AND consumer = :consumer")
