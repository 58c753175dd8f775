"""Term of a service contract (PO-04)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id, site_date
from services.intake.contracts import rules
from services.intake.contracts.models import Contract

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def a_contract(starts_on: date, days: int) -> Contract:
    return Contract(
        id=new_id(),
        customer_id=new_id(),
        number="C-1",
        signed_on=starts_on,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days),
        unit_ids=[],
        status="signed",
    )


@pytest.mark.rule("PO-04")
@given(DAYS, st.integers(0, 2000))
def test_it_is_in_force_on_its_last_day_and_lapses_when_that_is_over(starts_on: date, days: int) -> None:
    contract = a_contract(starts_on, days)
    lapses_at = rules.lapses_at(contract.ends_on)
    assert contract.in_force(site_date(lapses_at - timedelta(seconds=1)))
    assert not contract.in_force(site_date(lapses_at))
    assert not contract.in_force(starts_on - timedelta(days=1))


@pytest.mark.rule("PO-04")
def test_the_warning_comes_that_many_days_before_the_last_day() -> None:
    warns_at = rules.warns_at(date(2026, 3, 31), warning_days=30)
    assert warns_at == datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.rule("PO-04")
@given(st.lists(st.sampled_from(["warn_of_end", "lapse"]), max_size=6))
def test_it_warns_once_and_never_after_it_lapsed(verbs: list[str]) -> None:
    contract = a_contract(date(2026, 1, 1), 90)
    told = [(verb, bool(getattr(contract, verb)())) for verb in verbs]
    lapsed = verbs.index("lapse") if "lapse" in verbs else len(verbs)
    for place, (verb, said) in enumerate(told):
        first = verb not in verbs[:place]
        assert said == (first and (place <= lapsed))
