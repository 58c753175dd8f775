"""What the four databases say: events published and applied, and the audit chains."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy import text

from libs.common import audit
from libs.common.database import Database

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ledgers:
    """`lost`: published but never applied by somebody who listens; `left`: still in a queue or set aside."""

    published: int
    applied: int
    lost: list[str]
    left: list[str]
    broken_chains: list[str]


async def read_ledgers(databases: Mapping[str, str]) -> Ledgers:
    """Waits until the bus is at rest, as long as that takes in good health."""
    opened = {name: Database(url, pool_size=1) for name, url in databases.items()}
    try:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while True:
            ledgers = await _read(opened)
            if not (ledgers.lost or ledgers.left) or asyncio.get_running_loop().time() > deadline:
                return ledgers
            await asyncio.sleep(0.5)
    finally:
        for database in opened.values():
            await database.close()


async def _read(databases: Mapping[str, Database]) -> Ledgers:
    published: dict[str, set[str]] = {}
    left: list[str] = []
    for name, database in databases.items():
        async with database.transaction() as session:
            for row in await session.execute(text("SELECT type, event_id::text FROM outbox_log")):
                published.setdefault(row.type, set()).add(row.event_id)
            for table in ("outbox_queue", "dead_letters"):
                count = await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
                if count:
                    left.append(f"{name}: {count} in {table}")
    applied, lost, broken = 0, [], []
    for name, database in databases.items():
        async with database.transaction() as session:
            heard: dict[str, set[str]] = {}
            for row in await session.execute(text("SELECT consumer, event_id::text FROM inbox")):
                heard.setdefault(row.consumer, set()).add(row.event_id)
            applied += sum(map(len, heard.values()))
            lost += _lost(name, published, heard)
            broken += [f"{name}: {line}" for line in await audit.verify(session)]
    return Ledgers(sum(map(len, published.values())), applied, lost, left, broken)


def _lost(service: str, published: Mapping[str, set[str]], heard: Mapping[str, set[str]]) -> list[str]:
    return [
        f"{consumer.name}: {kind.type} {event_id}"
        for consumer in import_module(f"services.{service}.app").CONSUMERS
        for kind in consumer.kinds
        for event_id in published.get(kind.type, set()) - heard.get(consumer.name, set())
    ]
