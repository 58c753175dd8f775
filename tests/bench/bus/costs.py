"""What our bus costs beside its way: the writer's wake-up, an idle service, a long history."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import asyncpg

from libs.common.outbox import LISTEN, Wakeup
from libs.common.partitions import first_id
from tests.bench.bus.contestants import OURS
from tests.bench.bus.measures import Run, running
from tests.bench.bus.parcels import parcels
from tests.bench.bus.stage import Stage

_WRITERS = 8
_SERVICES = 2


async def writer(place: Stage, *, rounds: int, seconds: float = 4) -> dict[str, float]:
    """Commits a second of writers that wake a listener, as a share of those that don't.

    Nothing is relayed meanwhile: that would take its share of the processors as well.
    """
    database = place.databases.fresh_database()
    url = database.url("intake")
    await OURS.prepare(url, database.url("dispatch"))
    wakeup = Wakeup(url)
    connections = [await asyncpg.connect(url) for _ in range(_WRITERS)]
    listener = await asyncpg.connect(url)
    await listener.add_listener(await listener.fetchval(LISTEN), lambda *_: None)
    rates = {True: 0.0, False: 0.0}
    for number in range(2 * rounds):
        wakes = number % 2 == 0
        end = time.monotonic() + seconds
        counts = await asyncio.gather(
            *(_write(connection, wakeup if wakes else None, end) for connection in connections)
        )
        rates[wakes] += sum(counts) / seconds / rounds
    await wakeup.close()
    for connection in (*connections, listener):
        await connection.close()
    database.drop()
    return {"writer_rate": rates[True], "wakeup_costs_writer": 1 - rates[True] / rates[False]}


async def _write(connection: asyncpg.Connection, wakeup: Wakeup | None, end: float) -> int:
    count = 0
    for parcel in parcels(10**9):
        if time.monotonic() > end:
            break
        await OURS.write(connection, parcel)
        count += 1
        if wakeup:
            wakeup.after_commit()
    return count


async def idle(place: Stage, *, seconds: float = 30) -> dict[str, float]:
    """Transactions a second of a service that has nothing to do.

    What an idle connection did before, PostgreSQL counts up to ten seconds later.
    """
    async with running(place, OURS) as run:
        await asyncio.sleep(15)
        before = await run.sender.fetchval(_TRANSACTIONS)
        await asyncio.sleep(seconds)
        after = await run.sender.fetchval(_TRANSACTIONS)
    return {"idle_transactions_a_second": (after - before - 1) / seconds / _SERVICES}


async def growth(place: Stage, *, events: int, old: int) -> dict[str, float]:
    """The rate with `old` rows in the log, as a share of the rate without them."""
    async with running(place, OURS) as run:
        without = await run.rate(events)
        await _age(run, old)
        return {"old_rows": old, "rate_with_old_rows": await run.rate(events) / without}


async def _age(run: Run, old: int) -> None:
    """A day of ten days ago, full of what was sent then."""
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=10)
    bounds = f"FROM ('{first_id(day)}') TO ('{first_id(day + timedelta(days=1))}')"
    await run.sender.execute(f"CREATE TABLE outbox_old PARTITION OF outbox_log FOR VALUES {bounds}")
    await run.sender.execute(_OLD, int(day.timestamp() * 1000), old, timeout=1800)
    await run.sender.execute("ANALYZE outbox_log", timeout=600)


_TRANSACTIONS = """
    SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"""
_OLD = """
    INSERT INTO outbox_log (event_id, position, topic, type, key, version, time, actor, data)
    SELECT
        (lpad(to_hex($1::bigint + n * 86400000 / $2), 12, '0') || '7000' || lpad(to_hex(n), 16, '0'))::uuid,
        -n, 'aftercare.intake.bench', 'aftercare.intake.ParcelMoved.v1', gen_random_uuid(), 1, now(),
        'bench', '{"amount": 1, "note": ""}'
    FROM generate_series(0, $2::bigint - 1) AS n"""
