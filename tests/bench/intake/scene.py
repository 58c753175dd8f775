"""The database that tickets are opened in: customers with a unit each, one in ten with a contract."""

import json
import random
from dataclasses import dataclass
from typing import Any

import asyncpg

from libs.common.testing import web
from services.intake.app import build_api
from tests.bench.intake import inserts

CUSTOMERS = 10_000
CLIENTS = 64

_CUSTOMER = {
    "name": "王小明",
    "contacts": [{"type": "phone", "value": "13800138000"}],
    "addresses": [{"text": "浙江省杭州市西湖区文三路 90 号 3 幢 502 室", "lat": 30.27, "lon": 120.12}],
    "contact_person": "王小明",
}
_UNIT = {
    "category": "refrigerator",
    "model": "BCD-452W",
    "specification": "452 L",
    "serial": "SN20250700001",
    "purchase_date": "2025-07-01",
    "purchase_place": "杭州西湖店",
    "price": {"amount": "3999.00", "currency": "CNY"},
    "proof": "invoice",
}


@dataclass(frozen=True)
class Scene:
    bodies: list[str]
    tokens: list[str]
    peer: str
    """The peer's statement."""
    pgbench: str


async def scene(url: str) -> Scene:
    app = build_api(web.settings_for(url))
    async with web.client(app) as agent:
        customer = await _post(agent, "/customers", _CUSTOMER)
        unit = await _post(agent, "/units", {**_UNIT, "customer_id": customer["id"]})
        await _post(agent, "/tickets", _opening(customer["id"], unit["id"], 0))
    await app.state.database.close()
    connection = await asyncpg.connect(url)
    await connection.execute(_MULTIPLY.format(customers=CUSTOMERS))
    await connection.execute("ANALYZE")
    pairs = await connection.fetch("SELECT customer_id, id FROM units ORDER BY id")
    peer = await inserts.statement(connection, inserts.FROM_APPLICATION)
    pgbench = await inserts.statement(connection, inserts.FROM_PGBENCH)
    await connection.close()
    random.Random(1).shuffle(pairs)
    bodies = [
        json.dumps(_opening(str(customer), str(unit), number), ensure_ascii=False)
        for number, (customer, unit) in enumerate(pairs)
    ]
    tokens = [web.token("agent", subject=f"agent-{number}") for number in range(CLIENTS)]
    return Scene(bodies, tokens, peer, pgbench)


async def _post(agent: Any, path: str, body: Any) -> Any:
    answer = await agent.post(f"/intake/v1{path}", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _opening(customer_id: str, unit_id: str, number: int) -> dict[str, Any]:
    """About 400 bytes."""
    return {
        "customer_id": customer_id,
        "unit_id": unit_id,
        "kind": "repair",
        "fault": {
            "code": "E11",
            "text": f"冷藏室不制冷，压缩机一直运转，昨晚开始，温度升到 15 度，请尽快上门（{number}）",
        },
        "department": "customer_service",
        "priority": "normal",
        "unknown": ["serial"],
    }


_MULTIPLY = """
    CREATE TEMP TABLE pair AS
        SELECT uuidv7() AS customer, uuidv7() AS unit, n FROM generate_series(1, {customers}) AS n;
    INSERT INTO customers
        SELECT (jsonb_populate_record(c, jsonb_build_object('id', customer, 'name', '王' || n,
            'addresses', jsonb_build_array(jsonb_build_object('text', '文三路 ' || n || ' 号', 'lat', 30.27,
                'lon', 120.12))))).*
        FROM customers AS c, pair;
    INSERT INTO units
        SELECT (jsonb_populate_record(u, jsonb_build_object('id', unit, 'customer_id', customer,
            'serial', 'SN' || n, 'purchase_date', current_date - n % 900, 'price_amount', 1000 + n))).*
        FROM units AS u, pair;
    INSERT INTO contracts (id, version, customer_id, number, signed_on, starts_on, ends_on, unit_ids,
                           response_hours, visits, status)
        SELECT uuidv7(), 1, customer, 'C' || n, '2025-07-01', '2025-07-01', '2099-07-01', ARRAY[unit],
               4, NULL, 'signed'
        FROM pair WHERE n % 10 = 0;
"""
