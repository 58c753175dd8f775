"""The log and the inbox stay small: days are made ahead and dropped by age."""

from datetime import UTC, date, datetime, timedelta

import asyncpg

from libs.common.database import Database
from libs.common.ids import new_id
from libs.common.partitions import RETENTION, first_id, keep_days
from tests.integration.bus.accounts import open_account

PARTITIONS = """
    SELECT inhrelid::regclass::text AS name FROM pg_inherits
    WHERE inhparent = to_regclass($1) ORDER BY name"""


async def partitions(connection: asyncpg.Connection, table: str) -> list[str]:
    rows = await connection.fetch(PARTITIONS, table)
    return [row["name"] for row in rows]


async def test_days_are_made_ahead_and_dropped_by_age(intake: Database) -> None:
    connection = await asyncpg.connect(intake.url)
    today = date(2026, 3, 2)
    await keep_days(connection, today=today)
    await keep_days(connection, today=today)
    assert await partitions(connection, "inbox") == [
        "inbox_20260302",
        "inbox_20260303",
        "inbox_20260304",
        "inbox_20260305",
        "inbox_default",
    ]
    await keep_days(connection, today=today + RETENTION + timedelta(days=2))
    kept = await partitions(connection, "outbox_log")
    assert "outbox_log_20260303" not in kept
    assert "outbox_log_20260304" in kept
    await connection.close()


async def test_a_day_that_began_without_its_partition_stays_whole_in_the_default_one(
    intake: Database,
) -> None:
    await open_account(intake)
    connection = await asyncpg.connect(intake.url)
    await keep_days(connection, today=datetime.now(UTC).date())
    await open_account(intake)
    assert await connection.fetchval("SELECT count(*) FROM outbox_log") == 2
    await keep_days(connection, today=datetime.now(UTC).date() + RETENTION + timedelta(days=1))
    assert await connection.fetchval("SELECT count(*) FROM outbox_log") == 0
    await connection.close()


def test_ids_made_from_a_moment_on_are_not_below_its_first_id() -> None:
    before = first_id(datetime.now(UTC))
    assert before <= new_id()
    assert new_id() < first_id(datetime.now(UTC) + timedelta(seconds=5))
