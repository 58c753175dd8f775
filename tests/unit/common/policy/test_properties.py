"""What must hold for every question (PO-17)."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from libs.common.money import Money
from libs.common.policy.engine import decide
from libs.common.policy.entitlement import Entitlement
from libs.common.policy.facts import ContractTerm, Facts
from libs.common.policy.vocabulary import (
    Appraisal,
    Card,
    Category,
    FaultKind,
    Finding,
    InternalPurpose,
    Proof,
    Remedy,
)
from tests.unit.common.policy.asking import BOUGHT, FREE, FULL, PACKS

pytestmark = pytest.mark.rule("PO-17")

near = st.integers(-900, 2500).map(lambda days: BOUGHT + timedelta(days=days))
owned = st.one_of(st.integers(0, 40), st.integers(0, 2500)).map(lambda days: BOUGHT + timedelta(days=days))
counts = st.integers(0, 4)
contracts = st.tuples(near, st.integers(0, 800), st.none() | counts, counts, st.none() | counts).map(
    lambda t: ContractTerm(t[0], t[0] + timedelta(days=t[1]), *t[2:])
)
findings = st.lists(st.sampled_from(get_args(Finding)), max_size=3, unique=True).map(tuple)


def word(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "category": word(Category),
    "purchase_date": st.just(BOUGHT),
    "as_of": owned,
    "proof": st.none() | word(Proof),
    "delivered_on": st.none() | near,
    "serviced_on": st.none() | near,
    "delivery_inspection": st.booleans(),
    "price": st.none() | st.decimals(0, 99999, places=2).map(Money),
    "member": st.booleans(),
    "card": st.none() | word(Card),
    "findings": findings,
    "fault_kind": word(FaultKind),
    "as_contracted": st.booleans(),
    "failed_repairs": counts,
    "failed_repairs_same_part": counts,
    "part_wait_days": st.sampled_from([0, 30, 31]),
    "repair_hours": st.sampled_from([Decimal(0), Decimal(24), Decimal("24.5")]),
    "part_away_days": st.sampled_from([0, 7, 8]),
    "model_in_stock": st.booleans(),
    "requested_remedy": st.none() | word(Remedy),
    "component": st.none() | st.sampled_from(["compressor", "压缩机", "disk", "{0}", "screen"]),
    "component_replaced_on": st.none() | near,
    "warranty_restarted_on": st.none() | near,
    "warranty_extension_days": st.sampled_from([0, 3, 60]),
    "contract": st.none() | contracts,
    "internal": st.booleans(),
    "internal_purpose": st.none() | word(InternalPurpose),
    "partner_pickup_date": st.none() | near,
    "household_benefits_used": counts,
    "dispute_defect": st.booleans(),
    "appraisal": st.none() | word(Appraisal),
}
questions = st.builds(Facts, **VALUES)


def answer(decided: Entitlement) -> Entitlement:
    """The decision without its reasons."""
    return replace(decided, rules=())


def gets_no_more(less: Entitlement, more: Entitlement) -> None:
    """`less` offers nothing that `more` doesn't, and the customer pays no smaller part."""
    assert set(less.remedies) <= set(more.remedies)
    assert less.customer_share >= more.customer_share
    for cost in ("part", "labour", "travel"):
        if less.remedy == more.remedy and getattr(more, cost) == "customer":
            assert getattr(less, cost) == "customer"


def test_every_fact_is_drawn() -> None:
    assert VALUES.keys() == {field.name for field in fields(Facts)}


@given(questions)
@settings(max_examples=600)
def test_every_path_ends_in_one_service_type_and_its_bearer(facts: Facts) -> None:
    decided = decide(PACKS, facts)
    bearers = {"A": {"customer"}, "B": {"contract"}, "C": {"maker", "partner"}, "D": {"internal"}}
    assert decided.cost_bearer in bearers[decided.service_type]
    assert decided.cost_bearer == decided.part
    assert (decided.customer_share > FREE) == (decided.service_type == "A")
    assert FREE <= decided.customer_share <= FULL
    assert decided.remedy in decided.remedies
    assert ("replacement" in decided.remedies) == (decided.replacement is not None)
    assert ("loaner" in decided.remedies) == decided.loaner_due
    assert (decided.depreciation is None) or decided.service_type == "A"


@given(questions)
@settings(max_examples=300)
def test_every_line_names_a_rule_and_explains_itself_in_both_languages(facts: Facts) -> None:
    for line in decide(PACKS, facts).rules:
        assert line.rule.startswith("PO-")
        assert line.outcome
        assert line.zh
        assert line.en


@given(questions, findings)
@settings(max_examples=600)
@pytest.mark.rule("PO-08")
def test_more_findings_never_give_the_customer_more(facts: Facts, further: tuple[Finding, ...]) -> None:
    found = replace(facts, findings=(*facts.findings, *further))
    more, less = decide(PACKS, facts), decide(PACKS, found)
    assert set(more.excluded_by) <= set(less.excluded_by)
    assert set(less.remedies) <= set(more.remedies)
    for remedy in less.remedies:
        gets_no_more(
            decide(PACKS, replace(found, requested_remedy=remedy)),
            decide(PACKS, replace(facts, requested_remedy=remedy)),
        )


@given(questions, owned)
@settings(max_examples=600)
@pytest.mark.rule("PO-06")
def test_a_later_date_never_opens_a_window_again(facts: Facts, other: date) -> None:
    first, second = sorted((facts.as_of, other))
    started = (facts.component_replaced_on, facts.warranty_restarted_on)
    assume(all(day is None or day <= first for day in started))
    earlier, later = (decide(PACKS, replace(facts, as_of=day)) for day in (first, second))
    assert set(later.remedies) <= set(earlier.remedies)
    assert later.in_warranty <= earlier.in_warranty
    assert later.seller_must_prove <= earlier.seller_must_prove


@given(questions, contracts)
@settings(max_examples=600)
@pytest.mark.rule("PO-04")
def test_adding_a_contract_never_makes_it_dearer(facts: Facts, contract: ContractTerm) -> None:
    without = decide(PACKS, replace(facts, contract=None))
    covered = decide(PACKS, replace(facts, contract=contract))
    gets_no_more(without, covered)
    assert covered.remedies == without.remedies


@given(questions, st.sampled_from(sorted(VALUES)), st.data())
@settings(max_examples=1500)
def test_whatever_input_changes_the_answer_changes_a_line(
    facts: Facts, name: str, data: st.DataObject
) -> None:
    other = replace(facts, **{name: data.draw(VALUES[name])})
    first, second = decide(PACKS, facts), decide(PACKS, other)
    if answer(first) != answer(second):
        assert first.rules != second.rules


@given(questions)
@settings(max_examples=200)
def test_a_stored_decision_is_read_back_as_it_was(facts: Facts) -> None:
    decided = decide(PACKS, facts)
    assert Entitlement.from_record(decided.record()) == decided
