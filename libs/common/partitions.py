"""Days of the outbox log and the inbox: made ahead, dropped by age; by machine time, which ids begin with."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg

RETENTION = timedelta(days=15)
"""A day longer than topics keep records, so that whatever the broker still has is still known here."""
_AHEAD = 3
_TABLES = ("outbox_log", "inbox")


def first_id(moment: datetime) -> UUID:
    """The lowest UUIDv7 of an aware `moment`: ids made from then on are not below it."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80))


def oldest_kept() -> UUID:
    """Below the ids of all that is still kept."""
    return first_id(datetime.now(UTC) - RETENTION)


def age(event_id: UUID) -> float:
    """Seconds of machine time since the event was recorded."""
    return datetime.now(UTC).timestamp() - (event_id.int >> 80) / 1000


async def keep_days(connection: asyncpg.Connection, *, today: date | None = None) -> None:
    """Make the partitions of today and the next days, drop those past retention, empty the default ones.

    A day whose rows already lie in the default partition stays there: it goes by age as well.
    """
    today = today or datetime.now(UTC).date()
    days = [today + timedelta(days=ahead) for ahead in range(_AHEAD + 1)]
    oldest = today - RETENTION
    for table in _TABLES:
        for day in days:
            await _make(connection, table, day)
        for name in await connection.fetch(_PARTITIONS, table):
            if name["partition"] < f"{table}_{oldest:%Y%m%d}":
                await connection.execute(f'DROP TABLE "{name["partition"]}"')
        await connection.execute(f"DELETE FROM {table}_default WHERE event_id < $1", _start(oldest))  # noqa: S608


async def _make(connection: asyncpg.Connection, table: str, day: date) -> None:
    name = f"{table}_{day:%Y%m%d}"
    if await connection.fetchval("SELECT to_regclass($1)", name) is None:
        bounds = f"FROM ('{_start(day)}') TO ('{_start(day + timedelta(days=1))}')"
        try:
            await connection.execute(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES {bounds}")
        except asyncpg.CheckViolationError:
            return


def _start(day: date) -> UUID:
    return first_id(datetime(day.year, day.month, day.day, tzinfo=UTC))


_PARTITIONS = """
    SELECT child.relname::text AS partition FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
    WHERE inhparent = to_regclass($1) AND child.relname ~ '_[0-9]{8}$'"""
