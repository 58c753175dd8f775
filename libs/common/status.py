"""How the bus of one service is doing, as its own tables tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from libs.common.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class BusStatus:
    unsent: int
    oldest_unsent_seconds: float
    """By machine time; 0 when everything is sent."""
    letters: Mapping[tuple[str, str], int]
    """How many dead letters lie there, by consumer and reason."""
    parked_keys: Mapping[str, int]
    """Aggregates whose events wait, by consumer."""
    timers: int


async def bus_status(database: Database) -> BusStatus:
    async with database.transaction() as session:
        row = (await session.execute(_STATUS)).one()
        letters = (await session.execute(_LETTERS)).all()
        parked = (await session.execute(_PARKED)).all()
    return BusStatus(
        unsent=row.unsent,
        oldest_unsent_seconds=float(row.oldest or 0),
        letters={(letter.consumer, letter.reason): letter.number for letter in letters},
        parked_keys={key.consumer: key.number for key in parked},
        timers=row.timers,
    )


async def outbox_status(database: Database) -> tuple[float, UUID | None]:
    """How many seconds the oldest unsent event waits, and the newest one that was told."""
    async with database.transaction() as session:
        row = (await session.execute(_OUTBOX)).one()
    return float(row.oldest or 0), row.newest


_OLDEST = """
    SELECT extract(epoch FROM clock_timestamp() - uuid_extract_timestamp(event_id))
    FROM outbox_queue ORDER BY position LIMIT 1"""
_STATUS = text(f"""
    SELECT (SELECT count(*) FROM outbox_queue) AS unsent, ({_OLDEST}) AS oldest,
           (SELECT count(*) FROM timers) AS timers""")  # noqa: S608
_OUTBOX = text(f"""
    SELECT ({_OLDEST}) AS oldest,
           (SELECT event_id FROM outbox_log ORDER BY event_id DESC LIMIT 1) AS newest""")  # noqa: S608
_LETTERS = text("SELECT consumer, reason, count(*) AS number FROM dead_letters GROUP BY 1, 2")
_PARKED = text("""
    SELECT consumer, count(DISTINCT (topic, key)) AS number FROM dead_letters
    WHERE key IS NOT NULL GROUP BY 1""")
