"""Decisions without a ticket, packs in words, deadlines: what stands between the engines and HTTP."""

from typing import Any

import pytest

from tests.integration.intake.house import Intake

FRIDGE: dict[str, Any] = {"category": "refrigerator", "purchase_date": "2025-10-02"}


async def check(intake: Intake, body: dict[str, Any], language: str = "en") -> Any:
    return await intake.agent.post(
        "/intake/v1/entitlements/check", json=body, headers={"Accept-Language": language}
    )


@pytest.mark.rule("PO-17")
async def test_a_decision_names_type_bearer_pack_and_the_rules_applied(intake: Intake) -> None:
    decided = (await check(intake, FRIDGE)).json()
    assert (decided["service_type"], decided["in_warranty"]) == ("C", True)
    assert (decided["cost_bearer"], decided["customer_share"]) == ("maker", "0")
    assert (decided["pack"], decided["rules"][0]["rule"]) == ("appliance", "PO-01")
    assert all(set(rule) == {"rule", "outcome", "because"} and rule["because"] for rule in decided["rules"])


@pytest.mark.rule("PO-17")
async def test_it_is_told_in_the_language_asked_for_and_as_of_another_day(intake: Intake) -> None:
    english, chinese = (await check(intake, FRIDGE)).json(), (await check(intake, FRIDGE, "zh")).json()
    assert english["rules"][0]["because"] != chinese["rules"][0]["because"]
    later = (await check(intake, {**FRIDGE, "as_of": "2030-01-01"})).json()
    assert (later["service_type"], later["excluded_by"]) == ("A", ["out_of_period"])


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"as_of": "2025-10-01"}, "/as_of"),
        ({"purchase_date": "2026-12-01"}, "/as_of"),
        ({"category": "boat"}, "/category"),
        ({"findings": ["out_of_period"]}, "/findings/0"),
        ({"price": {"amount": "-1"}}, "/price/amount"),
        ({"contract": {"from": "2026-01-02", "to": "2026-01-01"}}, "/contract/to"),
        ({"nonsense": 1}, "/nonsense"),
    ],
)
async def test_what_is_wrong_is_named(intake: Intake, changes: dict[str, Any], pointer: str) -> None:
    answer = await check(intake, {**FRIDGE, **changes})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.rule("PO-01")
async def test_all_packs_are_listed_and_told_in_words(intake: Intake) -> None:
    listed = (await intake.agent.get("/intake/v1/policies")).json()["items"]
    names = {pack["pack"] for pack in listed}
    assert names == {
        "base",
        "equipment",
        "office-goods",
        "computer",
        "tablet",
        "appliance",
        "garment",
        "installation",
        "consumer",
    }
    for name in names:
        told = (await intake.agent.get(f"/intake/v1/policies/{name}")).json()
        assert told["parts"]
        assert all(part["lines"] for part in told["parts"])
    assert (await intake.agent.get("/intake/v1/policies/nothing")).status_code == 404


@pytest.mark.rule("XC-08")
async def test_deadlines_are_computed_in_the_desks_hours(intake: Intake) -> None:
    async def due(**body: Any) -> Any:
        return await intake.agent.post("/intake/v1/deadlines/compute", json=body)

    friday = {"start": "2026-03-06T17:00:00+08:00", "calendar": "cn-office"}
    assert (await due(**friday, hours=2)).json() == {"due_at": "2026-03-09T02:00:00Z", "provisional": False}
    assert (await due(**friday, days=1)).json()["due_at"] == "2026-03-09T10:00:00Z"
    clock = await due(start="2026-03-06T17:00:00+08:00", calendar="clock", hours=1.5)
    assert clock.json()["due_at"] == "2026-03-06T10:30:00Z"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, "/hours"),
        ({"hours": 1, "days": 1}, "/days"),
        ({"hours": 100_001}, "/hours"),
        ({"hours": -1}, "/hours"),
        ({"days": 30_000}, "/days"),
        ({"hours": 1, "calendar": "moon"}, "/calendar"),
        ({"hours": 1, "start": "2026-03-06 17:00"}, "/start"),
        (
            {
                "hours": 1,
                "pauses": [{"from": "2026-03-06T18:00:00+08:00", "to": "2026-03-06T17:00:00+08:00"}],
            },
            "/pauses/0/to",
        ),
    ],
)
async def test_what_cannot_be_computed_is_named(
    intake: Intake, changes: dict[str, Any], pointer: str
) -> None:
    body = {"start": "2026-03-06T17:00:00+08:00", "calendar": "cn-office", **changes}
    answer = await intake.agent.post("/intake/v1/deadlines/compute", json=body)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
