"""What was there before a migration is there after it."""

import asyncio
from datetime import date, datetime
from typing import Any

import asyncpg
import msgspec
import pytest

from libs.common.ids import SITE_ZONE, new_id
from libs.common.migrate import downgrade, upgrade
from libs.common.policy.contract import inspection_due
from libs.common.schema import keeper
from tests.servers import Databases

CUSTOMER, UNIT, FLAT, CONTRACT = (new_id() for _ in range(4))
ACCEPTED, SIGNED = date(2025, 8, 31), date(2024, 1, 31)

_UNIT: dict[str, Any] = {
    "version": 1,
    "customer_id": CUSTOMER,
    "purchase_date": ACCEPTED,
    "extended_days": 3,
    "components": [],
    "appraisals": [],
}
BEFORE: list[tuple[str, dict[str, Any]]] = [
    (
        "customers",
        {
            "id": CUSTOMER,
            "version": 1,
            "name": "王芳",
            "tier": "regular",
            "member": False,
            "contacts": [],
            "phones": [],
            "addresses": [],
            "do_not_call": False,
            "missed_appointments": 0,
        },
    ),
    ("units", {**_UNIT, "id": UNIT, "category": "pc"}),
    ("units", {**_UNIT, "id": FLAT, "category": "installation_work"}),
    (
        "contracts",
        {
            "id": CONTRACT,
            "version": 1,
            "customer_id": CUSTOMER,
            "number": "K-1",
            "signed_on": SIGNED,
            "starts_on": SIGNED,
            "ends_on": date(2999, 12, 31),
            "unit_ids": [UNIT],
            "inspection_months": 1,
            "status": "signed",
        },
    ),
    (
        "suggestions",
        {
            "id": new_id(),
            "version": 1,
            "channel": "letter",
            "text": "字太小",
            "registered_at": "2026-01-05T08:00:00Z",
            "status": "answered",
            "department": "rnd",
            "answer": "下一版改大",
            "verdict": "adopted",
        },
    ),
]

_INSPECTIONS = "SELECT kind, key, due_at FROM timers WHERE kind LIKE 'inspections.%'"


@pytest.mark.rule("IN-18", "PO-11", "PO-19")
async def test_rows_survive_and_inspections_of_what_is_there_fall_due(postgres: Databases) -> None:
    database = postgres.fresh_database("intake")
    url, keeper_url = database.url("intake"), database.url(keeper("intake"))
    await asyncio.to_thread(downgrade, "intake", keeper_url, "0003")
    connection = await asyncpg.connect(url)
    for table, row in BEFORE:
        statement = f"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, $1::json)"
        await connection.execute(statement, msgspec.json.encode(row).decode())
    await asyncio.to_thread(upgrade, "intake", keeper_url)

    units = await connection.fetch("SELECT extended_days, repairs, internal_purpose FROM units")
    suggestion = await connection.fetchrow("SELECT serious, valuable, answered_at FROM suggestions")
    timers = {row["kind"]: row for row in await connection.fetch(_INSPECTIONS)}
    today = await connection.fetchval("SELECT CURRENT_DATE")
    await connection.close()
    database.drop()

    assert [tuple(unit) for unit in units] == [(3, "[]", None)] * 2
    assert suggestion is not None
    assert (suggestion["serious"], suggestion["valuable"]) == (False, True)
    assert suggestion["answered_at"] == datetime.fromisoformat("2026-01-05T08:00:00Z")
    due = {
        "inspections.by_contract": (f"{CONTRACT}:{UNIT}", inspection_due(SIGNED, 1, after=today)),
        "inspections.by_pack": (str(FLAT), inspection_due(ACCEPTED, 12, after=today)),
    }
    told = {kind: (row["key"], row["due_at"].astimezone(SITE_ZONE).date()) for kind, row in timers.items()}
    assert told == due
