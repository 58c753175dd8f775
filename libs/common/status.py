"""How the bus of one service is doing, for people."""

from dataclasses import dataclass

from sqlalchemy import text

from libs.common.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class BusStatus:
    unsent: int
    oldest_unsent_seconds: float
    """By machine time; 0 when everything is sent."""
    applied: int
    refused: int
    dead_letters: int
    parked_keys: int
    timers: int


async def bus_status(database: Database) -> BusStatus:
    async with database.transaction() as session:
        row = (await session.execute(_STATUS)).one()
    return BusStatus(
        unsent=row.unsent,
        oldest_unsent_seconds=float(row.oldest or 0),
        applied=row.applied,
        refused=row.refused,
        dead_letters=row.dead_letters,
        parked_keys=row.parked_keys,
        timers=row.timers,
    )


_STATUS = text("""
    SELECT (SELECT count(*) FROM outbox_queue) AS unsent,
           (SELECT extract(epoch FROM clock_timestamp() - uuid_extract_timestamp(event_id))
            FROM outbox_queue ORDER BY position LIMIT 1) AS oldest,
           (SELECT count(*) FROM inbox WHERE outcome = 'applied') AS applied,
           (SELECT count(*) FROM inbox WHERE outcome = 'refused') AS refused,
           (SELECT count(*) FROM dead_letters) AS dead_letters,
           (SELECT count(*) FROM inbox_versions WHERE parked) AS parked_keys,
           (SELECT count(*) FROM timers) AS timers""")
