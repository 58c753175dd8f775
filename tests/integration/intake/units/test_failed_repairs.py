"""Repairs on record that fail lead to a replacement, those of the same part on a computer (PO-09, PO-15)."""

from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk
from tests.integration.intake.units.test_units import closed


async def failing(intake: Intake, unit: dict[str, Any], *components: str) -> None:
    """For each of them a ticket whose repair did not hold."""
    for component in components:
        fault = {"text": "又坏了", "component": component}
        ticket = await told.ticket(intake.agent, unit["customer_id"], unit["id"], fault=fault)
        await closed(intake, ticket, "repaired")
        await intake.move(days=1)
        reopened = await Desk(intake, ticket).act("reopen", {"reason": "还是坏的"})
        assert reopened["repeat_repair"]
        await intake.hear_itself()
        await closed(intake, ticket, "repaired")


async def asked(intake: Intake, unit: dict[str, Any], component: str) -> dict[str, Any]:
    """What the customer who asks for another one may have."""
    fault = {"text": "要求更换", "component": component}
    ticket = await told.ticket(intake.agent, unit["customer_id"], unit["id"], kind="exchange", fault=fault)
    decided: dict[str, Any] = ticket["entitlement"]
    return decided


@pytest.mark.rule("PO-09")
async def test_two_failed_repairs_of_the_same_part_of_a_computer_replace_it(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2025-10-02")
    await failing(intake, unit, "Disk", "fan")
    assert (await asked(intake, unit, "disk"))["replacement"] is None
    await failing(intake, unit, "disk ")
    decided = await asked(intake, unit, "disk")
    assert (decided["replacement"], "replacement" in decided["remedies"]) == ("same", True)
    assert (decided["service_type"], decided["customer_share"]) == ("C", "0")
    assert (await asked(intake, unit, "fan"))["replacement"] is None
    read = await intake.get(f"/units/{unit['id']}")
    assert [failed["component"] for failed in read["failed_repairs"]] == ["Disk", "fan", "disk"]


@pytest.mark.rule("PO-09")
async def test_any_two_replace_a_tablet_and_one_that_holds_counts_for_nothing(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="tablet", purchase_date="2025-10-02")
    held = await told.ticket(intake.agent, customer["id"], unit["id"])
    await closed(intake, held, "repaired")
    await failing(intake, unit, "screen")
    assert (await asked(intake, unit, "button"))["replacement"] is None
    await failing(intake, unit, "battery")
    decided = await asked(intake, unit, "button")
    assert (decided["replacement"], decided["customer_share"]) == ("same", "0")
    assert decided["served_by"] == "partner"


@pytest.mark.rule("PO-09")
async def test_the_part_may_be_named_once_the_customer_has_asked(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2025-10-02")
    await failing(intake, unit, "disk", "disk")
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"], kind="exchange")
    assert ticket["entitlement"]["replacement"] is None
    fault = {"text": "要求更换", "component": "disk"}
    named = await intake.patch("agent", f"/tickets/{ticket['id']}", {"fault": fault})
    assert named["entitlement"]["replacement"] == "same"


@pytest.mark.rule("PO-09")
async def test_another_fault_is_no_failed_repair(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="tablet", purchase_date="2025-10-02")
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    await closed(intake, ticket, "repaired")
    await Desk(intake, ticket).act("reopen", {"reason": "别的毛病", "same_fault": False})
    await intake.hear_itself()
    assert (await intake.get(f"/units/{unit['id']}"))["failed_repairs"] == []


@pytest.mark.rule("PO-15")
async def test_a_service_begins_the_sellers_burden_of_proof_anew(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2025-03-10")
    before = await told.ticket(intake.agent, customer["id"], unit["id"])
    assert before["entitlement"]["seller_must_prove"] is False
    await closed(intake, before, "repaired")
    assert (await intake.get(f"/units/{unit['id']}"))["serviced_on"] == "2026-03-02"
    after = await told.ticket(intake.agent, customer["id"], unit["id"])
    assert after["entitlement"]["seller_must_prove"] is True
