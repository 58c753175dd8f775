"""`POST /entitlements/check` as api.md words it."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from libs.common.policy.engine import decide
from libs.common.policy.entitlement import Entitlement
from libs.common.policy.schemas import EntitlementAnswer, EntitlementQuestion, check
from libs.common.web.problems import Invalid
from tests.unit.common.policy.asking import FREE, FULL, PACKS, ask

TODAY = date(2026, 6, 1)


def question(**fields: Any) -> EntitlementQuestion:
    body = {"category": "tablet", "purchase_date": "2026-01-31"} | fields
    return EntitlementQuestion.model_validate_json(json.dumps(body), strict=True)


@pytest.mark.rule("PO-17")
def test_the_answer_has_the_promised_fields() -> None:
    asked = question(price={"amount": "2000.00", "currency": "CNY"}, requested_remedy="exchange", member=True)
    answer = check(PACKS, asked, today=TODAY, language="en").model_dump(mode="json")
    rules = answer.pop("rules")
    assert answer == {
        "service_type": "A",
        "in_warranty": True,
        "remedies": ["repair", "exchange"],
        "cost_bearer": "customer",
        "customer_share": "0.121",
        "charges": {"part": "customer", "labour": "maker", "travel": "maker"},
        "served_by": "partner",
        "replacement": None,
        "depreciation": {"amount": "242.00", "currency": "CNY"},
        "refurbishing_fee": {"amount": "30.00", "currency": "CNY"},
        "seller_must_prove": False,
        "loaner_due": False,
        "excluded_by": [],
        "pack": "tablet",
        "pack_version": "1",
    }
    assert [rule["rule"] for rule in rules][:3] == ["PO-01", "PO-07", "PO-02"]
    assert rules[1] == {
        "rule": "PO-07",
        "outcome": "member",
        "because": "Member: warranty of 24 months instead of 12.",
    }


@pytest.mark.rule("PO-17")
def test_the_answer_is_what_was_decided_field_by_field() -> None:
    """Of two questions that come to something else in every field but the pack's version."""
    replaced = ask(
        "pc",
        month=3,
        failed_repairs_same_part=2,
        model_in_stock=False,
        repair_hours=Decimal(25),
        dispute_defect=True,
        requested_remedy="replacement",
    )
    assert (replaced.service_type, replaced.in_warranty, replaced.excluded_by) == ("C", True, ())
    assert replaced.remedies == ("repair", "replacement", "loaner")
    assert (replaced.remedy, replaced.replacement) == ("replacement", "not_inferior")
    assert (replaced.cost_bearer, replaced.part, replaced.labour, replaced.travel) == ("maker",) * 4
    assert (replaced.customer_share, replaced.seller_must_prove, replaced.loaner_due) == (FREE, True, True)
    assert (replaced.pack, replaced.served_by) == ("computer", "authorised_outlet")
    paid = ask("equipment", month=13, findings=("liquid",))
    assert (paid.service_type, paid.in_warranty) == ("A", False)
    assert (paid.excluded_by, paid.remedies) == (("liquid", "out_of_period"), ("repair",))
    assert (paid.cost_bearer, paid.part, paid.labour, paid.travel) == ("customer",) * 4
    assert (paid.customer_share, paid.replacement, paid.depreciation) == (FULL, None, None)
    assert (paid.seller_must_prove, paid.loaner_due, paid.pack) == (False, False, "equipment")


@pytest.mark.rule("PO-17")
def test_it_explains_in_the_language_asked_for() -> None:
    chinese = check(PACKS, question(member=True), today=TODAY, language="zh")
    assert chinese.rules[1].because == "会员：保修 24 个月，而非 12 个月。"


@pytest.mark.rule("PO-17")
def test_a_stored_decision_keeps_its_words_and_figures() -> None:
    decided = ask("tablet", month=4, requested_remedy="exchange")
    read = Entitlement.from_record(json.loads(json.dumps(decided.record())))
    assert EntitlementAnswer.of(read, "zh") == EntitlementAnswer.of(decided, "zh")


@pytest.mark.rule("PO-17")
def test_as_of_defaults_to_today_and_may_lie_in_the_future() -> None:
    assert check(PACKS, question(), today=TODAY, language="en").in_warranty
    assert not check(PACKS, question(as_of="2050-01-01"), today=TODAY, language="en").in_warranty
    assert not check(PACKS, question(as_of="9998-12-31"), today=TODAY, language="en").in_warranty


@pytest.mark.rule("PO-17")
def test_as_of_may_not_lie_before_the_purchase() -> None:
    with pytest.raises(ValidationError) as refused:
        question(as_of="2026-01-30")
    assert refused.value.errors()[0]["loc"] == ("as_of",)
    with pytest.raises(Invalid) as bought_tomorrow:
        question(purchase_date="2026-06-02").facts(today=TODAY, language="en")
    assert bought_tomorrow.value.errors[0].pointer == "/as_of"


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("category", "car", ("category",)),
        ("purchase_date", "2026-02-30", ("purchase_date",)),
        ("findings", ["out_of_period"], ("findings", 0)),
        ("findings", "liquid", ("findings",)),
        ("price", {"amount": 12.5}, ("price", "amount")),
        ("failed_repairs", -1, ("failed_repairs",)),
        ("failed_repairs", 1.5, ("failed_repairs",)),
        ("repair_hours", -1, ("repair_hours",)),
        ("repair_hours", 1e300, ("repair_hours",)),
        ("component", "", ("component",)),
        ("component", "x" * 300, ("component",)),
        ("contract", {"from": "2026-02-01", "to": "2026-01-01"}, ("contract", "to")),
        ("contract", {"from": "2026-02-01"}, ("contract", "to")),
        ("internal", "yes", ("internal",)),
        ("colour", "red", ("colour",)),
    ],
)
def test_a_bad_field_is_named(field: str, value: Any, pointer: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        question(**{field: value})
    assert refused.value.errors()[0]["loc"][: len(pointer)] == pointer


def test_every_input_of_the_interface_reaches_the_engine() -> None:
    asked = question(
        as_of="2026-05-01",
        delivered_on="2026-02-01",
        card="gold",
        findings=["liquid"],
        failed_repairs=2,
        failed_repairs_same_part=1,
        part_wait_days=31,
        repair_hours=24.5,
        part_away_days=8,
        component="disk",
        component_replaced_on="2026-03-01",
        contract={"from": "2026-01-01", "to": "2026-12-31"},
        internal=False,
        partner_pickup_date="2025-01-01",
        household_benefits_used=1,
        dispute_defect=True,
        fault_kind="other",
        model_in_stock=False,
        as_contracted=True,
    )
    facts = asked.facts(today=TODAY, language="en")
    assert (facts.as_of, facts.fault_kind, str(facts.repair_hours)) == (date(2026, 5, 1), "other", "24.5")
    assert decide(PACKS, facts).service_type == "B"
