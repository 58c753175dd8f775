"""A ticket's decision is reckoned for what its kind asks for (PO-06, PO-10, PO-18)."""

from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake


async def opened(intake: Intake, kind: str, **unit: Any) -> dict[str, Any]:
    owner = await told.customer(intake.agent)
    owned = await told.unit(intake.agent, owner["id"], category="tablet", **unit)
    return await told.ticket(intake.agent, owner["id"], owned["id"], kind=kind)


@pytest.mark.rule("PO-10")
async def test_an_exchange_after_its_window_is_priced_and_waits_for_consent(intake: Intake) -> None:
    price = {"amount": "2000.00", "currency": "CNY"}
    ticket = await opened(intake, "exchange", purchase_date="2025-11-02", price=price)
    decided = ticket["entitlement"]
    assert (ticket["service_type"], ticket["ready"], decided["customer_share"]) == ("A", False, "0.12")
    assert decided["depreciation"] == {"amount": "240.00", "currency": "CNY"}
    assert decided["refurbishing_fee"] == {"amount": "30.00", "currency": "CNY"}
    assert decided["served_by"] == "partner"


@pytest.mark.rule("PO-06", "PO-18")
async def test_an_exchange_in_its_window_is_free_and_served_by_the_place_of_sale(intake: Intake) -> None:
    ticket = await opened(intake, "exchange", purchase_date="2026-02-02")
    decided = ticket["entitlement"]
    assert (ticket["service_type"], ticket["ready"]) == ("C", True)
    assert (decided["customer_share"], decided["served_by"]) == ("0", "place_of_sale")


@pytest.mark.rule("PO-06")
async def test_a_return_that_is_not_open_is_told_and_reckoned_as_a_repair(intake: Intake) -> None:
    decided = (await opened(intake, "return", purchase_date="2026-02-02"))["entitlement"]
    assert "refund" not in decided["remedies"]
    assert ("PO-17", "not_open") in [(line["rule"], line["outcome"]) for line in decided["rules"]]
