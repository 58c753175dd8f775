"""What is on record of a unit and its customer is what a ticket's decision is asked with (PO-17)."""

from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.units.test_units import closed

RECORD = {"photos": ["front.jpg"], "test_result": "开机正常", "signatures": ["customer", "seller"]}
OLD = "2025-03-01"
"""A year of warranty ended the day before."""


async def decided(intake: Intake, unit: dict[str, Any]) -> dict[str, Any]:
    ticket = await told.ticket(intake.agent, unit["customer_id"], unit["id"])
    decision: dict[str, Any] = ticket["entitlement"]
    return decision


async def owned(intake: Intake, *, member: bool = False, **facts: Any) -> dict[str, Any]:
    customer = await told.customer(intake.agent, member=member)
    return await told.unit(intake.agent, customer["id"], **facts)


def outcomes(decision: dict[str, Any], rule: str) -> list[str]:
    return [line["outcome"] for line in decision["rules"] if line["rule"] == rule]


@pytest.mark.rule("PO-07")
async def test_the_customers_membership(intake: Intake) -> None:
    old: dict[str, Any] = {"category": "tablet", "purchase_date": "2024-03-02"}
    assert (await decided(intake, await owned(intake, member=True, **old)))["service_type"] == "C"
    assert (await decided(intake, await owned(intake, **old)))["service_type"] == "A"


@pytest.mark.rule("PO-06")
async def test_the_proof_that_was_given(intake: Intake) -> None:
    refused = await decided(intake, await owned(intake, proof="bank_slip"))
    assert (refused["service_type"], outcomes(refused, "PO-06")[0]) == ("A", "not_accepted")
    assert (await decided(intake, await owned(intake, proof="invoice")))["service_type"] == "C"


@pytest.mark.rule("PO-06")
async def test_without_a_date_of_purchase_it_is_paid(intake: Intake) -> None:
    owner = await told.customer(intake.agent)
    unit = {name: fact for name, fact in told.UNIT.items() if name != "purchase_date"}
    asked: dict[str, Any] = {"unit": unit, "unknown": ["purchase_date"]}
    ticket = await told.ticket(intake.agent, owner["id"], None, **asked)
    assert (ticket["service_type"], ticket["ready"]) == ("A", False)
    assert outcomes(ticket["entitlement"], "PO-06") == ["paid"]


@pytest.mark.rule("PO-14")
async def test_the_day_on_the_pick_up_document(intake: Intake) -> None:
    """24 + 3 months from 1 December 2023 ended on 1 March 2026."""
    over = await owned(intake, category="tablet", partner_pickup_date="2023-12-01")
    runs = await owned(intake, category="tablet", partner_pickup_date="2023-12-02")
    assert [(await decided(intake, unit))["cost_bearer"] for unit in (over, runs)] == ["partner", "maker"]


@pytest.mark.rule("PO-15")
async def test_the_day_of_delivery(intake: Intake) -> None:
    bought: dict[str, Any] = {"purchase_date": "2025-06-01"}
    unit = await owned(intake, **bought, delivered_on="2025-09-02")
    assert (await decided(intake, unit))["seller_must_prove"]
    assert not (await decided(intake, await owned(intake, **bought)))["seller_must_prove"]


@pytest.mark.rule("PO-15")
@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (RECORD, "record_shown"),
        ("验收单存于门店", "record_shown"),
        (RECORD | {"signatures": ["customer"]}, "record_missing"),
        ({}, "record_missing"),
        (None, "record_missing"),
    ],
)
async def test_the_record_of_the_delivery_is_shown_and_so_is_its_absence(
    intake: Intake, record: dict[str, Any] | str | None, outcome: str
) -> None:
    decision = await decided(intake, await owned(intake, delivery_inspection=record))
    assert outcomes(decision, "PO-15") == ["seller_proves", outcome]


@pytest.mark.rule("PO-15")
async def test_the_outlets_last_word(intake: Intake) -> None:
    unit = await owned(intake)
    for customer_caused, told_ in ((False, "：非客户原因"), (True, "：客户原因")):
        body = {"outlet": "上海店", "customer_caused": customer_caused, "text": "x"}
        await intake.post("agent", f"/units/{unit['id']}/appraisals", body)
        decision = await decided(intake, unit)
        [appraised] = [line for line in decision["rules"] if line["outcome"] == "appraised"]
        assert told_ in appraised["because"]
        assert decision["seller_must_prove"]


@pytest.mark.rule("PO-11")
async def test_the_day_on_which_the_unit_was_exchanged(intake: Intake) -> None:
    unit = await owned(intake, purchase_date=OLD)
    assert (await decided(intake, unit))["service_type"] == "A"
    await intake.post("agent", f"/units/{unit['id']}/exchange", {"new_serial": "SN-2", "on": "2025-06-01"})
    assert (await decided(intake, unit))["service_type"] == "C"


@pytest.mark.rule("PO-11")
async def test_the_days_that_it_was_under_repair(intake: Intake) -> None:
    """The year ends on 5 March; four days of repair carry it to the 9th."""
    unit = await owned(intake, purchase_date="2025-03-05")
    ticket = await told.ticket(intake.agent, unit["customer_id"], unit["id"])
    await intake.move(days=4)
    await closed(intake, ticket, "repaired")
    life = await intake.get(f"/units/{unit['id']}/history")
    assert life["warranty"]["until"] == "2026-03-09"
    await intake.move(days=3)
    assert (await decided(intake, unit))["service_type"] == "C"
    await intake.move(days=1)
    assert (await decided(intake, unit))["service_type"] == "A"


@pytest.mark.rule("PO-11")
async def test_days_under_a_replaced_parts_own_clock_extend_nothing(intake: Intake) -> None:
    unit = await owned(intake, purchase_date=OLD)
    replaced = {"name": "门封", "replaced_on": "2025-09-01"}
    await intake.post("agent", f"/units/{unit['id']}/components", replaced)
    fault = {"text": "不制冷", "component": "门封"}
    ticket = await told.ticket(intake.agent, unit["customer_id"], unit["id"], fault=fault)
    assert ticket["service_type"] == "C"
    await intake.move(days=4)
    await closed(intake, ticket, "repaired")
    assert (await intake.get(f"/units/{unit['id']}"))["extended_days"] == 0
