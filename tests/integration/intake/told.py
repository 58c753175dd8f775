"""What callers send and what complaints tells, in a line each."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from libs.common.events.complaints import ComplaintClosed, ComplaintLinked, ComplaintRegistered

CUSTOMER: dict[str, Any] = {
    "name": "王芳",
    "contacts": [{"type": "phone", "value": "138 0013 8000"}],
    "addresses": [{"text": "上海市黄浦区南京东路 1 号", "lat": 31.23, "lon": 121.48}],
}
UNIT: dict[str, Any] = {
    "category": "refrigerator",
    "model": "BCD-500",
    "specification": "500L",
    "serial": "SN-1",
    "purchase_date": "2025-10-02",
    "purchase_place": "上海",
}


async def customer(agent: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    return await created(agent, "/intake/v1/customers", {**CUSTOMER, **changes})


async def unit(agent: httpx.AsyncClient, customer_id: str, **changes: Any) -> dict[str, Any]:
    return await created(agent, "/intake/v1/units", {**UNIT, "customer_id": customer_id, **changes})


async def ticket(
    agent: httpx.AsyncClient, customer_id: str, unit_id: str | None, **changes: Any
) -> dict[str, Any]:
    asked = {
        "customer_id": customer_id,
        "unit_id": unit_id,
        "kind": "repair",
        "fault": {"text": "不制冷"},
        "location": {"address": "上海市黄浦区南京东路 1 号", "lat": 31.23, "lon": 121.48},
    }
    return await created(agent, "/intake/v1/tickets", {**asked, **changes})


async def contract(agent: httpx.AsyncClient, unit: dict[str, Any], **terms: Any) -> dict[str, Any]:
    """Over the unit, for the year 2026."""
    asked = {
        "customer_id": unit["customer_id"],
        "number": "K-1",
        "signed_on": "2026-01-01",
        "from": "2026-01-01",
        "to": "2026-12-31",
        "unit_ids": [unit["id"]],
    }
    return await created(agent, "/intake/v1/contracts", {**asked, **terms})


async def created(agent: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await agent.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def complaint(ticket_id: UUID | None, *, received_at: datetime, **changes: Any) -> ComplaintRegistered:
    facts: dict[str, Any] = {
        "form_no": "CF-202603-0001",
        "customer_id": None,
        "complaint_class": "other",
        "severity": "minor",
        "conduct_cause": None,
        "cause_code": None,
        "channel": "phone",
    }
    return ComplaintRegistered(ticket_id=ticket_id, received_at=received_at, **(facts | changes))


def complaint_linked(ticket_id: UUID, *, received_at: datetime) -> ComplaintLinked:
    return ComplaintLinked(
        form_no="CF-202603-0001", ticket_id=ticket_id, customer_id=None, received_at=received_at
    )


def complaint_closed(ticket_id: UUID, *, received_at: datetime) -> ComplaintClosed:
    return ComplaintClosed(
        form_no="CF-202603-0001",
        ticket_id=ticket_id,
        customer_id=None,
        received_at=received_at,
        established=True,
        complaint_class="other",
        handlers=[],
    )
