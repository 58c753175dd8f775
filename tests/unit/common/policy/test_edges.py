"""Where two rules meet, and the first and last day of each: what a slip of one line would change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from libs.common.policy.case import Case
from libs.common.policy.dates import add_months
from libs.common.policy.facts import ContractTerm, Facts
from libs.common.policy.library import Timeline
from tests.unit.common.policy.asking import BOUGHT, FREE, PACKS, ask, outcomes

PRICE = Money(Decimal(2000))
SHARES = st.decimals(0, 1, places=3)
TODAY = ContractTerm(BOUGHT, BOUGHT)


@pytest.mark.rule("PO-03", "PO-16")
def test_work_is_free_of_what_is_repaired_or_exchanged_not_of_a_benefit_that_is_paid_for() -> None:
    paid = ask("air_conditioner", card="gold", household_benefits_used=3, requested_remedy="cleaning")
    assert (paid.in_warranty, paid.customer_share) == (True, Decimal("0.7"))
    assert (paid.part, paid.labour, paid.travel) == ("customer", "customer", "customer")


@pytest.mark.rule("PO-03", "PO-10")
def test_in_warranty_an_exchange_that_is_paid_for_costs_neither_labour_nor_travel() -> None:
    late = ask("tablet", day=121, price=PRICE, requested_remedy="exchange")
    assert (late.part, late.labour, late.travel) == ("customer", "maker", "maker")


@pytest.mark.rule("PO-10")
def test_within_its_window_an_exchange_costs_neither_depreciation_nor_fee() -> None:
    decided = ask("tablet", day=5, price=PRICE, requested_remedy="exchange")
    assert decided.customer_share == FREE
    assert (decided.depreciation, decided.refurbishing_fee, outcomes(decided, "PO-10")) == (None, None, [])


@pytest.mark.rule("PO-04")
def test_an_exchange_within_its_window_is_under_the_contract_too() -> None:
    decided = ask(
        "tablet", day=5, contract=ContractTerm(BOUGHT, date(2027, 1, 30)), requested_remedy="exchange"
    )
    assert (decided.service_type, decided.cost_bearer) == ("B", "contract")


@pytest.mark.rule("PO-04")
def test_a_contract_may_last_one_day() -> None:
    assert ask("equipment", contract=TODAY).service_type == "B"
    assert outcomes(ask("equipment", day=1, contract=TODAY), "PO-04") == ["lapsed"]


@pytest.mark.rule("PO-15")
@pytest.mark.parametrize(
    ("delivered_on", "serviced_on"),
    [(BOUGHT, date(2026, 12, 1)), (date(2026, 12, 1), BOUGHT), (None, date(2026, 12, 1))],
)
def test_the_seller_must_prove_for_months_from_the_later_of_delivery_and_service(
    delivered_on: date | None, serviced_on: date
) -> None:
    dates: dict[str, Any] = {"delivered_on": delivered_on, "serviced_on": serviced_on}
    assert ask("refrigerator", month=16, dispute_defect=True, **dates).seller_must_prove
    assert not ask("refrigerator", month=16, day=2, dispute_defect=True, **dates).seller_must_prove


@pytest.mark.rule("PO-12")
def test_a_part_that_is_waited_for_replaces_only_what_the_warranty_covers() -> None:
    late: dict[str, Any] = {"part_wait_days": 31}
    assert ask("pc", month=6, **late).replacement == "same"
    assert ask("pc", month=6, findings=("liquid",), **late).replacement is None
    assert ask("pc", month=13, **late).replacement is None


@pytest.mark.rule("PO-11")
def test_an_exchange_of_the_unit_counts_from_its_own_day_and_not_before() -> None:
    restarted: dict[str, Any] = {"warranty_restarted_on": add_months(BOUGHT, 20)}
    assert [ask("refrigerator", month=month, **restarted).in_warranty for month in (12, 19, 20, 32)] == [
        True,
        False,
        True,
        True,
    ]
    assert not ask("refrigerator", month=32, day=1, **restarted).in_warranty


@pytest.mark.rule("PO-11")
def test_a_components_clock_adds_to_the_units_from_its_first_to_its_last_day() -> None:
    own: dict[str, Any] = {"component": "door seal", "component_replaced_on": add_months(BOUGHT, 11)}
    assert ask("refrigerator", month=10, **own).in_warranty
    assert ask("refrigerator", month=23, **own).in_warranty
    assert not ask("refrigerator", month=23, day=1, **own).in_warranty
    on_the_day: dict[str, Any] = {"component": "door seal", "component_replaced_on": add_months(BOUGHT, 13)}
    assert ask("refrigerator", month=13, **on_the_day).in_warranty


@pytest.mark.rule("PO-08", "PO-11")
def test_a_part_in_its_own_warranty_is_not_out_of_period_for_want_of_the_units_proof() -> None:
    own: dict[str, Any] = {"component": "door seal", "component_replaced_on": add_months(BOUGHT, 11)}
    unproven = ask("refrigerator", month=13, proof="bank_slip", **own)
    assert outcomes(unproven, "PO-06")[0] == "not_accepted"
    assert (unproven.in_warranty, unproven.excluded_by, unproven.service_type) == (True, (), "C")


@pytest.mark.rule("PO-06")
@given(st.lists(SHARES, min_size=1, max_size=4))
def test_a_remedy_is_to_be_had_for_the_least_that_any_rule_gives(shares: list[Decimal]) -> None:
    facts = Facts(category="pc", purchase_date=BOUGHT, as_of=BOUGHT)
    case = Case(facts, PACKS.for_unit("pc", BOUGHT))
    for share in shares:
        case = case.offering(share, "repair", "refund")
    assert dict(case.shares) == {"repair": min(shares), "refund": min(shares)}


@pytest.mark.rule("PO-01")
def test_a_version_holds_from_its_first_day_on_and_the_first_one_before() -> None:
    first, second = PACKS.named("base", BOUGHT), PACKS.named("computer", BOUGHT)
    packs = Timeline(starts=(date(2026, 1, 1), date(2026, 7, 1)), packs=(first, second))
    days = (date(1949, 10, 1), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(9999, 12, 31))
    assert [packs.on(day) is second for day in days] == [False, False, False, True, True]


def test_no_period_ends_after_the_last_day_there_is() -> None:
    assert add_months(date(9999, 12, 1), 1) == add_months(date(9999, 1, 31), 1200) == date.max
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
