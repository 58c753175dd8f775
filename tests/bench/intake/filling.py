"""A company's years in intake's tables: customers with a unit each, their tickets and calls, by COPY.

One of each is made through the real API; the others are copies of its row with texts, numbers and times of
their own, so that a new column needs nothing here.
"""

from collections.abc import Iterator, Mapping
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
_UNIT = {"category": "refrigerator", "specification": "480 L", "purchase_date": "2024-05-01"}
_PURCHASE = {"purchase_place": "杭州西湖店", "price": {"amount": "3999.00", "currency": "CNY"}}


async def fill(url: str, *, tickets: int, customers: int, seed: int = 1) -> None:
    """Evenly over the last years; one ticket in two hundred is still open."""
    speaker = Speaker(seed)
    await _one_of_each(url, speaker)
    connection = await asyncpg.connect(url, command_timeout=3600)
    await connection.execute(_PREPARE)
    indexes = await connection.fetch(_INDEXES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    await connection.copy_records_to_table("people", records=_people(speaker, customers))
    await _copies(connection, "customers", "people s", _CUSTOMER)
    await _copies(connection, "customer_keys", "people s", {"customer_id": "s.customer"})
    await _copies(connection, "units", "people s", _OWNED)
    await connection.copy_records_to_table("calls", records=_calls(speaker, tickets, customers))
    for start in range(1, tickets + 1, CHUNK):
        those = f"calls c JOIN people s ON s.n = c.person WHERE c.n BETWEEN {start} AND {start + CHUNK - 1}"
        await _copies(connection, "tickets", those, _TICKET)
        await _copies(connection, "contacts", f"{those} AND c.n % 2 = 0", _CONTACT)
    await connection.execute("SET maintenance_work_mem = '256MB'")
    for index in indexes:
        await connection.execute(index["made"])
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()


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


async def _copies(connection: asyncpg.Connection, table: str, those: str, own: Mapping[str, str]) -> None:
    """Of the sample's row, with `own` columns."""
    names = [row["attname"] for row in await connection.fetch(_COLUMNS, table)]
    values = (own.get(name, f'a."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    sample = f"sample_{table} a CROSS JOIN {those}"
    await connection.execute(f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {sample}")


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
_INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
    WHERE NOT indisunique
        AND indrelid IN ('customers'::regclass, 'units'::regclass, 'tickets'::regclass, 'contacts'::regclass,
                         'ticket_search'::regclass)"""
"""Made anew afterwards, which takes half the time."""
_PREPARE = """
    CREATE TEMP TABLE sample_customers AS SELECT * FROM customers;
    CREATE TEMP TABLE sample_customer_keys AS SELECT * FROM customer_keys;
    CREATE TEMP TABLE sample_units AS SELECT * FROM units;
    CREATE TEMP TABLE sample_tickets AS SELECT * FROM tickets;
    CREATE TEMP TABLE sample_contacts AS SELECT * FROM contacts;
    CREATE TEMP TABLE people (n int, customer uuid, unit uuid, name text, phone text, address text,
                              serial text, model text);
    CREATE TEMP TABLE calls (n int, person int, ticket uuid, contact uuid, at timestamptz, number text,
                             fault text, open bool)"""
_CUSTOMER = {
    "id": "s.customer",
    "name": "s.name",
    "phones": "ARRAY[s.phone]",
    "contacts": "jsonb_build_array(jsonb_build_object('type', 'phone', 'value', s.phone))",
    "addresses": "jsonb_build_array(jsonb_build_object('text', s.address, 'lat', 30.27, 'lon', 120.12))",
}
_OWNED = {"id": "s.unit", "customer_id": "s.customer", "serial": "s.serial", "model": "s.model"}
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
