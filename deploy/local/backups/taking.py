"""All four schemas of a running platform as they were at one moment.

A transaction for each service holds the same snapshot, which `pg_dump` takes over; each signs in as the
service's own role and sees its own schema only (XC-01). They hold up nobody but who makes or drops tables.
"""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from deploy.local.backups.folder import CLOCK, ERASURES, SECRETS, Backup, Held, folder_of, unfinished
from deploy.local.backups.ledger import ledger_of
from deploy.local.binaries import binary, run
from deploy.local.home import Home, write_json

_TABLES = """
    SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1"""


async def take(databases: Mapping[str, str], *, home: Home, to: Path) -> Backup:
    """A new folder in `to`, for its owner only; it has another name until it is whole."""
    made_at = datetime.now(UTC)
    folder = folder_of(to, made_at)
    begun = unfinished(folder)
    begun.mkdir(mode=0o700, parents=True)
    try:
        async with _one_moment(databases) as (snapshot, connections):
            services = {service: await held(connection) for service, connection in connections.items()}
            for service, url in databases.items():
                _dump(service, url, snapshot, begun / f"{service}.dump")
        (begun / ERASURES).write_bytes((await ledger_of(databases["intake"])).written())
        write_json(begun / SECRETS, {"survey": home.secrets()["survey"]})
        shutil.copyfile(home.clock, begun / CLOCK)
        backup = Backup.seal(begun, made_at=made_at, services=services)
    except BaseException:
        shutil.rmtree(begun)
        raise
    return Backup(begun.rename(folder), backup.manifest)


async def held(connection: asyncpg.Connection) -> Held:
    """Counts every row; reading a table keeps it from being dropped until the transaction ends."""
    names = [row["relname"] for row in await connection.fetch(_TABLES)]
    rows = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608
    return Held(await connection.fetchval("SELECT version_num FROM alembic_version"), rows)


@asynccontextmanager
async def _one_moment(
    databases: Mapping[str, str],
) -> AsyncIterator[tuple[str, dict[str, asyncpg.Connection]]]:
    """The name of the snapshot, and a connection to each service that sees what it shows."""
    connections: dict[str, asyncpg.Connection] = {}
    snapshot = ""
    async with AsyncExitStack() as ends:
        for service, url in databases.items():
            connection = connections[service] = await asyncpg.connect(url, timeout=5)
            ends.push_async_callback(connection.close)
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if snapshot:
                await connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            else:
                snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        yield snapshot, connections


def _dump(service: str, url: str, snapshot: str, file: Path) -> None:
    what = ["--format=custom", f"--schema={service}", "--statistics", f"--snapshot={snapshot}"]
    run([binary("pg_dump"), *what, f"--file={file}"], url=url)
