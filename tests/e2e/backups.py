"""What platforms hold, row by row, and backups taken and restored as an operator does."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local.home import SERVICES, Home
from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from tests.e2e.desk import Desk

Rows = dict[str, list[str]]
"""By service and table, each row as PostgreSQL writes it; sequences with the number they came to."""
_TABLES = """
    SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1"""
_SEQUENCES = """
    SELECT sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences
    WHERE schemaname = current_schema()"""

_FROM_EVENT = re.compile(r"event:([0-9a-f-]{36})")


def rows_of(databases: Mapping[str, str]) -> Rows:
    return asyncio.run(_rows(databases))


async def _rows(databases: Mapping[str, str]) -> Rows:
    found: Rows = {}
    for service, url in databases.items():
        connection = await asyncpg.connect(url)
        names = [row[0] for row in await connection.fetch(_TABLES)]
        asked = {name: f'SELECT t::text FROM "{name}" AS t' for name in names} | {"sequences": _SEQUENCES}
        for name, query in asked.items():
            found[f"{service}.{name}"] = sorted(row[0] for row in await connection.fetch(query))
        await connection.close()
    return found


def aftercare(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.local", *words, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def backup(stack: Stack, to: Path) -> Path:
    done = aftercare("backup", "--to", str(to), home=stack.home)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.partition(":")[0])


def backup_of_what_stands_still(stack: Stack, to: Path) -> tuple[Path, Rows]:
    """And what it has to hold. A platform without callers comes to rest by itself."""
    while True:
        before = rows_of(stack.facts.databases)
        taken = backup(stack, to)
        if rows_of(stack.facts.databases) == before:
            return taken, before


def doubled(before: Rows, after: Rows) -> list[str]:
    """What events did since then that had already taken effect: audit entries name what they come from."""
    return [
        entry
        for service in SERVICES
        for entry in {*after[f"{service}.audit"]} - {*before[f"{service}.audit"]}
        for event in _FROM_EVENT.findall(entry)
        if event in str(before[f"{service}.inbox"])
    ]


def heard_before_told(rows: Rows) -> set[str]:
    """Events that took effect somewhere and that nobody has told: their ids are the first column."""
    told, heard = (
        {row[1:37] for service in SERVICES for row in rows[f"{service}.{table}"]}
        for table in ("outbox_log", "inbox")
    )
    return heard - told


@contextmanager
def calls_coming_in(desk: Desk) -> Iterator[None]:
    """One after the other, all the while."""
    over = threading.Event()

    def answer() -> int:
        return sum(bool(desk.ticket(desk.unit(desk.customer()))) for _ in iter(over.is_set, True))

    with ThreadPoolExecutor(1) as agent:
        answered = agent.submit(answer)
        try:
            yield
        finally:
            over.set()
    assert answered.result() > 0


@contextmanager
def standing_alone(home: Path) -> Iterator[dict[str, str]]:
    """URLs by service of the database in a home on which nothing else runs."""
    server = Postgres(home / "postgres", home / "logs" / "postgres.log", passwords=Home(home).secrets())
    server.start()
    try:
        yield {service: server.url(service) for service in SERVICES}
    finally:
        server.stop()


@contextmanager
def paused(process: int | None) -> Iterator[None]:
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
