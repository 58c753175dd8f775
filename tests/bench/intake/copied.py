"""COPY of what an import wrote, in one stream a table into a database that lacks it."""

import tempfile
import time

import asyncpg

from deploy.local.postgres import Postgres
from tests.bench.intake.costs import server_cpu

_NEW = ("customers", "customer_keys", "units", "contracts", "tickets", "timers")
_TABLES = (*_NEW, "audit", "outbox_log", "outbox_queue")
"""All that an import writes to; the search's own table is filled by its triggers, as ever."""
_RAISE = "UPDATE customers SET version = told.version FROM told WHERE customers.id = told.id"


async def count_of_transactions(url: str) -> int:
    connection = await asyncpg.connect(url)
    count: int = await connection.fetchval("SELECT pg_current_xact_id()::text::bigint")
    await connection.close()
    return count


async def copied(server: Postgres, source: str, target: str, *, since: int) -> dict[str, float]:
    """Seconds of COPY alone, of the rows that were new since.

    Customers that were there and were told of something have their new version by one UPDATE.
    """
    out, into = [await asyncpg.connect(url, command_timeout=3600) for url in (source, target)]
    for connection in (out, into):
        await connection.execute("SET search_path = intake")
    told = await out.fetchval("SELECT EXISTS (SELECT FROM units WHERE xmin::text::bigint < $1)", since)
    await into.execute("CREATE TEMP TABLE told (id uuid, version int)")
    seconds = used = 0.0
    for table in _TABLES:
        with tempfile.TemporaryFile() as file:
            raised = told and table == "customers"
            rows = (
                f"SELECT {'id, version' if raised else '*'} FROM {table} WHERE xmin::text::bigint >= {since}"
            )
            await out.copy_from_query(rows, output=file, format="binary")
            file.seek(0)
            began, own, by_server = time.monotonic(), time.process_time(), server_cpu(server)
            await into.copy_to_table("told" if raised else table, source=file, format="binary")
            if raised:
                await into.execute(_RAISE)
            seconds += time.monotonic() - began
            used += time.process_time() - own + (server_cpu(server) - by_server) / 1e6
    await out.close()
    await into.close()
    return {"seconds": seconds, "cpu": used}
