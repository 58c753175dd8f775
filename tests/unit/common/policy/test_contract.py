"""Service contracts, work for the company itself, inspections."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from libs.common.policy.contract import ending_warning, inspection_due
from libs.common.policy.dates import add_months
from libs.common.policy.errors import FactError
from libs.common.policy.facts import ContractTerm
from libs.common.policy.texts import word
from libs.common.policy.vocabulary import InternalPurpose
from tests.unit.common.policy.asking import FREE, PACKS, ask, outcomes, reason

PRICE = Money(Decimal(2000))
YEAR = ContractTerm(date(2027, 3, 1), date(2028, 2, 29))


def days_until(day: date) -> int:
    return (day - date(2026, 1, 31)).days


@pytest.mark.rule("PO-04")
@pytest.mark.parametrize("day", [date(2027, 3, 1), date(2028, 2, 29)])
def test_a_contract_in_force_makes_it_type_b(day: date) -> None:
    decided = ask("equipment", day=days_until(day), contract=YEAR)
    assert (decided.service_type, decided.cost_bearer, decided.customer_share) == ("B", "contract", FREE)
    assert (decided.part, decided.labour, decided.travel) == ("contract",) * 3


@pytest.mark.rule("PO-04")
@pytest.mark.parametrize(("day", "outcome"), [(date(2027, 2, 28), "not_begun"), (date(2028, 3, 1), "lapsed")])
def test_it_lapses_by_itself_on_its_last_day(day: date, outcome: str) -> None:
    decided = ask("equipment", day=days_until(day), contract=YEAR)
    assert decided.service_type == "A"
    assert outcomes(decided, "PO-04") == [outcome]


@pytest.mark.rule("PO-04")
@pytest.mark.parametrize(("used", "service_type", "outcome"), [(3, "B", "visits"), (4, "A", "used_up")])
def test_work_beyond_the_visits_it_allows_is_not_under_it(used: int, service_type: str, outcome: str) -> None:
    term = replace(YEAR, visits=4, visits_used=used)
    decided = ask("equipment", month=14, contract=term)
    assert (decided.service_type, outcomes(decided, "PO-04")[-1]) == (service_type, outcome)
    assert f"4 visits, {used}" in reason(decided, "PO-04") or f"4 visits and {used}" in reason(
        decided, "PO-04"
    )


@pytest.mark.rule("PO-04")
def test_its_own_response_time_is_told() -> None:
    decided = ask("equipment", month=14, contract=replace(YEAR, response_hours=5))
    assert "within the contract's own 5 hours" in reason(decided, "PO-04")


@pytest.mark.rule("PO-04")
def test_its_end_is_announced_thirty_days_before() -> None:
    days = PACKS.base(date(2026, 1, 1)).tickets.contract_ending_warning_days
    assert ending_warning(date(2026, 12, 31), days) == date(2026, 12, 1)


@pytest.mark.rule("PO-04", "PO-10")
def test_it_covers_service_but_not_a_late_exchange() -> None:
    asked = ask("tablet", month=14, contract=YEAR, requested_remedy="exchange")
    assert asked.service_type == "A"
    assert ask("tablet", month=14, contract=YEAR).service_type == "B"


def test_a_contract_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(FactError, match="contract/to"):
        ContractTerm(date(2027, 1, 2), date(2027, 1, 1))


@pytest.mark.rule("PO-05")
def test_work_for_the_company_itself_is_never_charged() -> None:
    for facts in (
        {},
        {"findings": ("liquid",)},
        {"contract": YEAR},
        {"requested_remedy": "exchange", "price": PRICE},
    ):
        decided = ask("tablet", month=14, internal=True, **facts)
        assert (decided.service_type, decided.cost_bearer, decided.customer_share) == ("D", "internal", FREE)
        assert (decided.depreciation, decided.refurbishing_fee) == (None, None)


@pytest.mark.rule("PO-05")
@pytest.mark.parametrize("purpose", get_args(InternalPurpose))
def test_what_it_is_for_makes_it_internal_and_is_told(purpose: InternalPurpose) -> None:
    decided = ask("television", month=14, internal_purpose=purpose)
    assert (decided.service_type, decided.customer_share) == ("D", FREE)
    assert word(purpose, "en") in reason(decided, "PO-05")


@pytest.mark.rule("PO-19")
def test_an_inspection_falls_due_every_so_many_months_without_drifting() -> None:
    accepted = date(2026, 8, 31)
    every = PACKS.for_unit("installation_work", accepted).inspection.every_months
    assert every
    assert inspection_due(accepted, every, after=accepted) == date(2027, 8, 31)
    assert inspection_due(accepted, 6, after=accepted) == date(2027, 2, 28)
    assert inspection_due(accepted, 6, after=date(2027, 2, 28)) == date(2027, 8, 31)
    assert PACKS.for_unit("pc", accepted).inspection.every_months is None


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(1, 60),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
@pytest.mark.rule("PO-19")
def test_the_next_inspection_is_the_first_one_after_that_day(since: date, months: int, after: date) -> None:
    due = inspection_due(since, months, after=after)
    turns = [add_months(since, turn * months) for turn in range(1, 1300) if turn * months < 1300]
    assert due == next(day for day in turns if day > after)
