"""A company's years in intake's tables: customers with a unit each, their tickets and calls, by COPY.

One of each is made through the real API; the others are copies of its row with texts, numbers and times of
their own, so that a new column needs nothing here.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from libs.common.ids import SITE_ZONE
from libs.common.testing import web
from services.intake.app import build_api
from tests.bench.intake.texts import Speaker

YEARS = 3
CHUNK = 20_000
AT_ONCE = 2
"""Connections that fill; the machine has two cores."""
_UNIT = {"category": "refrigerator", "specification": "480 L", "purchase_date": "2024-05-01"}
_PURCHASE = {"purchase_place": "杭州西湖店", "price": {"amount": "3999.00", "currency": "CNY"}}


async def fill(url: str, *, tickets: int, customers: int, seed: int = 1) -> None:
    """Evenly over the last years; one ticket in two hundred is still open."""
    speaker = Speaker(seed)
    await _one_of_each(url, speaker)
    pool = await asyncpg.create_pool(url, min_size=AT_ONCE, max_size=AT_ONCE, command_timeout=3600)
    await pool.execute(_PREPARE)
    indexes = await pool.fetch(_INDEXES)
    await _each(pool, [f"DROP INDEX {index['name']}" for index in indexes])
    await pool.copy_records_to_table("people", records=_people(speaker, customers))
    await pool.copy_records_to_table("calls", records=_calls(speaker, tickets, customers))
    await pool.execute("ANALYZE people, calls")
    await pool.execute(await _copies(pool, "customers", "people s", _CUSTOMER))
    await _each(pool, [await _copies(pool, *owned) for owned in _THEIRS])
    await _each(pool, await _of_calls(pool, tickets))
    await _each(pool, [f"SET maintenance_work_mem = '256MB'; {index['made']}" for index in indexes])
    await _each(pool, [f"VACUUM (ANALYZE) {table}" for table in TABLES])
    await pool.execute(_TIDY)
    await pool.close()


async def _each(pool: asyncpg.Pool, statements: Sequence[str]) -> None:
    """As many at once as there are connections, the first ones first."""
    waiting = iter(statements)

    async def work() -> None:
        async with pool.acquire() as connection:
            for statement in waiting:
                await connection.execute(statement)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _of_calls(pool: asyncpg.Pool, tickets: int) -> list[str]:
    """Of each chunk the tickets, what the search knows of them, and the calls on record, as they came in."""
    statements = []
    for start in range(1, tickets + 1, CHUNK):
        these = f"c.n BETWEEN {start} AND {start + CHUNK - 1}"
        those = f"calls c JOIN people s ON s.n = c.person WHERE {these}"
        rows = await _copies(pool, "tickets", those, _TICKET)
        calls = await _copies(pool, "contacts", f"{those} AND c.n % 2 = 0", _CONTACT)
        statements.append(
            f"{rows} ORDER BY c.n; {_SEARCHED} WHERE {these} ORDER BY c.n; {calls} ORDER BY c.n"
        )
    return statements


async def _one_of_each(url: str, speaker: Speaker) -> None:
    app = build_api(web.settings_for(url))
    async with web.client(app) as agent:

        async def post(path: str, body: Mapping[str, Any]) -> str:
            answer = await agent.post(f"/intake/v1/{path}", json=body)
            assert answer.status_code == 201, answer.text
            return str(answer.json()["id"])

        reached = [{"type": "phone", "value": "+8613000000000"}]
        address = [{"text": speaker.address(), "lat": 30.27, "lon": 120.12}]
        customer = await post("customers", {"name": "样本", "contacts": reached, "addresses": address})
        unit = {**_UNIT, **_PURCHASE, "customer_id": customer, "serial": "SAMPLE", "model": "SAMPLE"}
        owned = {"customer_id": customer, "unit_id": await post("units", unit), "kind": "repair"}
        await post("tickets", {**owned, "fault": {"text": "样本"}})
        said = {"kind": "repair", "content": "样本", "number": "+8613000000000", "direction": "inbound"}
        await post("contacts", {**said, "channel": "phone", "customer_id": customer})
    await app.state.database.close()


async def _copies(pool: asyncpg.Pool, table: str, those: str, own: Mapping[str, str]) -> str:
    """A statement that copies the sample's row, with `own` columns."""
    names = [row["attname"] for row in await pool.fetch(_COLUMNS, table)]
    values = (own.get(name, f'a."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    sample = f"sample_{table} a CROSS JOIN {those}"
    return f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {sample}"


def _people(speaker: Speaker, number: int) -> Iterator[tuple[Any, ...]]:
    begin = datetime.now(UTC) - timedelta(days=YEARS * 365 + 30)
    for n in range(number):
        ids = _id(begin, speaker.random), _id(begin, speaker.random)
        words = speaker.name(), speaker.phone(), speaker.address(), speaker.serial(), speaker.model()
        yield n, *ids, *words


def _calls(speaker: Speaker, number: int, people: int) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    begin, step = now - timedelta(days=YEARS * 365), timedelta(days=YEARS * 365) / number
    for n in range(1, number + 1):
        at = begin + step * n
        numbered = f"{at.astimezone(SITE_ZONE):%Y%m%d}-{n:06d}"
        who = speaker.random.randrange(people)
        ids = _id(at, speaker.random), _id(at, speaker.random)
        yield n, who, *ids, at, numbered, speaker.fault(), n > number * 0.99 and n % 2 == 0


def _id(at: datetime, random: Random) -> UUID:
    """A UUIDv7 of that time."""
    high = int(at.timestamp() * 1000) << 80 | 7 << 76 | random.getrandbits(12) << 64
    return UUID(int=high | 2 << 62 | random.getrandbits(62))


_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
TABLES = ("tickets", "ticket_search", "customers", "customer_keys", "units", "contacts")
_INDEXES = f"""
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
    WHERE NOT indisunique AND indrelid::regclass::text IN {TABLES}
    ORDER BY indexrelid::regclass::text <> 'ix_ticket_search_terms'"""
"""Made anew afterwards, which takes half the time; the one that takes longest first."""
_SAMPLED = ("customers", "customer_keys", "units", "tickets", "contacts")
_PREPARE = f"""
    {"".join(f"CREATE UNLOGGED TABLE sample_{name} AS SELECT * FROM {name};" for name in _SAMPLED)}
    CREATE UNLOGGED TABLE people (n int PRIMARY KEY, customer uuid, unit uuid, name text, phone text,
                                  address text, serial text, model text);
    CREATE UNLOGGED TABLE calls (n int PRIMARY KEY, person int, ticket uuid, contact uuid, at timestamptz,
                                 number text, fault text, open bool);
    ALTER TABLE tickets DISABLE TRIGGER search_opened"""
_SEARCHED = """
    INSERT INTO ticket_search (ticket_id, opened_at, words)
    SELECT c.ticket, c.at, t.words FROM calls c JOIN ticket_texts t ON t.ticket_id = c.ticket"""
"""What the trigger does for an import, whose index of the customers is there."""
_TIDY = f"""
    DROP TABLE people, calls, {", ".join(f"sample_{name}" for name in _SAMPLED)};
    ALTER TABLE tickets ENABLE TRIGGER search_opened"""
_CUSTOMER = {
    "id": "s.customer",
    "name": "s.name",
    "phones": "ARRAY[s.phone]",
    "contacts": "jsonb_build_array(jsonb_build_object('type', 'phone', 'value', s.phone))",
    "addresses": "jsonb_build_array(jsonb_build_object('text', s.address, 'lat', 30.27, 'lon', 120.12))",
}
_OWNED = {"id": "s.unit", "customer_id": "s.customer", "serial": "s.serial", "model": "s.model"}
_THEIRS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("units", "people s", _OWNED),
    ("customer_keys", "people s", {"customer_id": "s.customer"}),
)
_TICKET = {
    "id": "c.ticket",
    "number": "'T' || c.number",
    "voucher_number": "'V' || c.number",
    "customer_id": "s.customer",
    "unit_id": "s.unit",
    "fault": "c.fault",
    "location": "s.address",
    "opened_at": "c.at",
    "status": "CASE WHEN c.open THEN 'open' ELSE 'closed' END",
    "closed_at": "CASE WHEN NOT c.open THEN c.at + interval '2 days' END",
    "alarm_at": "NULL",
}
_CONTACT = {
    "id": "c.contact",
    "customer_id": "s.customer",
    "phone": "s.phone",
    "number": "s.phone",
    "content": "c.fault",
    "occurred_at": "c.at",
    "registered_at": "c.at",
}
