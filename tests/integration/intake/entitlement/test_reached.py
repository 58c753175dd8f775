"""Every rule of entitlement is reached over HTTP, with the figures that it went by (PO-17)."""

from typing import Any

import pytest

from tests.integration.intake.house import Intake

BOUGHT = "2026-01-31"
CONTRACT = {"from": "2027-01-01", "to": "2027-12-31"}

REACHED: list[tuple[str, str, dict[str, Any], str, dict[str, Any]]] = [
    ("PO-02", "pc", {}, "36 months", {"service_type": "C", "in_warranty": True}),
    ("PO-03", "equipment", {"as_of": "2028-01-01"}, "released by sales", {"service_type": "A"}),
    (
        "PO-04",
        "equipment",
        {"as_of": "2027-06-01", "contract": CONTRACT},
        "2027-12-31",
        {"service_type": "B"},
    ),
    (
        "PO-04",
        "equipment",
        {"as_of": "2027-06-01", "contract": CONTRACT | {"visits": 4, "visits_used": 4}},
        "4 visits and 4 are used",
        {"service_type": "A"},
    ),
    ("PO-05", "phone", {"internal_purpose": "display"}, "display", {"service_type": "D"}),
    (
        "PO-06",
        "phone",
        {"as_of": "2026-02-08"},
        "days 0–8",
        {"remedies": ["repair", "exchange", "refund", "loaner"]},
    ),
    ("PO-07", "tablet", {"member": True}, "24 months instead of 12", {"in_warranty": True}),
    ("PO-08", "tablet", {"findings": ["seal_broken"]}, "broken seal", {"excluded_by": ["seal_broken"]}),
    (
        "PO-09",
        "pc",
        {"as_of": "2026-03-01", "failed_repairs_same_part": 2, "model_in_stock": False},
        "2 failed repairs of the same part",
        {"replacement": "not_inferior"},
    ),
    (
        "PO-10",
        "tablet",
        {"as_of": "2026-06-01", "requested_remedy": "exchange", "price": {"amount": "2000.00"}},
        "121 days × 0.1 %",
        {"depreciation": {"amount": "242.00", "currency": "CNY"}},
    ),
    (
        "PO-11",
        "consumer_goods",
        {"as_of": "2027-09-30", "component": "disk", "component_replaced_on": "2026-12-31"},
        "its own 12 months to 2027-12-31",
        {"service_type": "C"},
    ),
    ("PO-12", "server", {"as_of": "2026-04-01", "part_wait_days": 31}, "31 days", {"replacement": "same"}),
    ("PO-13", "pc", {"repair_hours": 24.5}, "limit 24", {"loaner_due": True}),
    ("PO-13", "pc", {"part_away_days": 8}, "limit 7", {"loaner_due": True}),
    (
        "PO-14",
        "tablet",
        {"as_of": "2026-07-01", "partner_pickup_date": "2024-03-01"},
        "24+3 months",
        {"cost_bearer": "partner", "customer_share": "0"},
    ),
    ("PO-15", "pc", {"dispute_defect": True}, "within 6 months", {"seller_must_prove": True}),
    (
        "PO-16",
        "air_conditioner",
        {"card": "gold", "household_benefits_used": 3, "requested_remedy": "cleaning"},
        "70 %",
        {"customer_share": "0.7"},
    ),
    ("PO-18", "pc", {"requested_remedy": "refund"}, "the place of sale", {"served_by": "place_of_sale"}),
    ("PO-18", "pc", {}, "any authorised outlet", {"served_by": "authorised_outlet"}),
]


@pytest.mark.rule("PO-17", "PO-18")
@pytest.mark.parametrize(("rule", "category", "facts", "told", "answer"), REACHED)
async def test_a_rule_answers_with_its_inputs_and_figures(
    intake: Intake, rule: str, category: str, facts: dict[str, Any], told: str, answer: dict[str, Any]
) -> None:
    asked = {"category": category, "purchase_date": BOUGHT, "as_of": "2026-02-05"} | facts
    decided = (
        await intake.http.post("/intake/v1/entitlements/check", json=asked, headers={"Accept-Language": "en"})
    ).json()
    assert {name: decided[name] for name in answer} == answer
    assert told in " ".join(line["because"] for line in decided["rules"] if line["rule"] == rule)
