"""How each contestant's tables are made, filled and written to."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import asyncpg

from libs.common.outbox import CHANNEL
from tests.bench.bus import bare, ours
from tests.bench.bus.parcels import EFFECTS, Parcel
from tests.bench.bus.stage import PEER_PYTHON, PYTHON, run

Prepare = Callable[[str, str], Awaitable[None]]
Fill = Callable[[asyncpg.Connection, Sequence[Parcel]], Awaitable[None]]
Write = Callable[[asyncpg.Connection, Parcel], Awaitable[None]]


@dataclass(frozen=True)
class Contestant:
    name: str
    python: str
    prepare: Prepare
    fill: Fill
    """Adds what is to be sent in one transaction, and wakes the sender."""
    write: Write
    """One event in a transaction of its own."""
    wake: str
    """The statement that wakes the sender after the commit; empty where `write` does it."""

    @property
    def module(self) -> str:
        return f"tests.bench.bus.{self.name}"


async def _prepare_peer(sender: str, receiver: str) -> None:
    run(PEER_PYTHON, "tests.bench.bus.peer", "prepare", sender)
    connection = await asyncpg.connect(sender)
    await connection.execute(_AUTOVACUUM)
    await connection.close()
    connection = await asyncpg.connect(receiver)
    await connection.execute("CREATE TABLE inbox (event_id uuid PRIMARY KEY)")
    await connection.execute(EFFECTS)
    await connection.close()


async def _fill_peer(connection: asyncpg.Connection, parcels: Sequence[Parcel]) -> None:
    rows = [("parcels", p.body().encode(), _heads(p)) for p in parcels]
    await connection.copy_records_to_table("outbox", columns=["queue", "payload", "headers"], records=rows)
    await connection.execute(_NOTIFY)


async def _write_to_peer(connection: asyncpg.Connection, parcel: Parcel) -> None:
    """What its `publish` writes, NOTIFY in the transaction."""
    await connection.execute(_PUBLISH, parcel.body().encode(), _heads(parcel))


def _heads(parcel: Parcel) -> str:
    return json.dumps({"id": str(parcel.id), "key": str(parcel.key), "correlation_id": str(parcel.id)})


_NOTIFY = "SELECT pg_notify('outbox_outbox', 'parcels')"
_PUBLISH = """INSERT INTO outbox (queue, payload, headers) VALUES ('parcels', $1, $2)
    RETURNING id, pg_notify('outbox_outbox', 'parcels')"""
_AUTOVACUUM = """ALTER TABLE outbox SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0)"""

OURS = Contestant("ours", PYTHON, ours.prepare, ours.fill, ours.write, CHANNEL)
BARE = Contestant("bare", PYTHON, bare.prepare, bare.fill, bare.write, "NOTIFY bare")
PEER = Contestant("peer", PEER_PYTHON, _prepare_peer, _fill_peer, _write_to_peer, "")
