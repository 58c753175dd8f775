"""Story 10: a customer asks for the data, then to be forgotten, in all four services (IN-12)."""

import json
from typing import Any

import pytest

from libs.common import audit
from tests.integration.standing import StandingServices
from tests.integration.stories.person import TYPED, everything, personal, prepared, settle
from tests.integration.stories.town import Town


@pytest.mark.rule("IN-12", "XC-06")
async def test_a_customer_gets_everything_and_is_forgotten_everywhere(standing: StandingServices) -> None:
    town, customer = await prepared(standing)
    intake = town.services["intake"]
    path = f"/customers/{customer['id']}"
    shown = await intake.post("dispatcher", f"{path}/reveal", {"field": "phone", "reason": "客户不在家"})
    assert shown["value"] == customer["contacts"][0]["value"]
    await intake.post(
        "agent",
        f"{path}/disclosures",
        {"to": "顺丰速运", "fields": ["name", "address"], "ground": "consent"},
        expect=201,
    )

    first = await intake.get(f"{path}/export")
    assert {name: part["state"] for name, part in first["services"].items()}["dispatch"] == "pending"
    await settle(town)
    export = await intake.get(f"{path}/export")
    assert export["complete"]
    assert {"intake", "dispatch", "complaints", "followup"} == set(export["services"])
    assert [(one["by"], one["reason"]) for one in export["reveals"]] == [("dispatcher", "客户不在家")]
    assert [one["to"] for one in export["disclosures"]] == ["顺丰速运"]
    parts = {name: json.dumps(part["data"], ensure_ascii=False) for name, part in export["services"].items()}
    for value in personal(customer):
        assert value in parts["intake"], value
    assert TYPED in parts["complaints"]
    assert "does not cool" in parts["dispatch"]
    assert export["services"]["followup"]["data"]["surveys"]
    assert export["timeline"]

    refused = await intake.refused("service_manager", f"{path}/erase")
    assert refused == "complaint_open"
    await end_cases(town, customer["id"])
    before = await intake.get("/tickets?limit=200")
    await intake.post("service_manager", f"{path}/erase")
    await settle(town)

    erasure = await intake.get(f"{path}/erasure")
    assert erasure["complete"], erasure
    for service in town.services.values():
        for table, rows in (await everything(service)).items():
            found = [value for value in personal(customer) if value in rows]
            assert not found, (service.name, table, found)
        async with service.database.transaction() as session:
            assert await audit.verify(session) == [], service.name
    after = await intake.get("/tickets?limit=200")
    kept = ("id", "number", "status", "outcome", "service_type", "customer_id", "unit_id", "closed_at")
    assert [[ticket[name] for name in kept] for ticket in after["items"]] == [
        [ticket[name] for name in kept] for ticket in before["items"]
    ]
    await settle(town)
    again = await intake.post("agent", f"{path}/erase")
    assert again["erased_at"] == erasure["erased_at"]


async def end_cases(town: Town, customer_id: str) -> None:
    """The case that the last letter opened isn't established, and closed."""
    complaints = town.services["complaints"]
    cases = (await complaints.get("/complaints?limit=200"))["items"]
    for case in cases:
        if case["customer_id"] == customer_id and case["status"] != "closed":
            path = f"/complaints/{case['id']}"
            for act, body in _ENDING:
                await complaints.post("service_manager", f"{path}{act}", body)
    await settle(town)


_ENDING: list[tuple[str, dict[str, Any]]] = [
    ("/assign", {}),
    ("/call-on", {"none_because": "客户在外地"}),
    ("/reply", {"channel": "phone", "text": "王小明先生，向您道歉"}),
    ("/close", {}),
]
