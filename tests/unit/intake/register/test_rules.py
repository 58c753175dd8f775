"""When the desk closes, and what was registered too long ago (IN-08)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar import calendar_named
from services.intake.register import rules

pytestmark = pytest.mark.rule("IN-08")

OFFICE = calendar_named("cn-office")
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
days = st.dates(date(2025, 1, 1), date(2027, 6, 30))
moments = st.integers(0, 900 * 86_400).map(lambda seconds: BEGIN + timedelta(seconds=seconds))


@given(days)
def test_the_desk_closes_at_six_on_its_days_and_on_no_other(day: date) -> None:
    noonish = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)
    close = rules.close_of(day)
    assert (close is not None) is OFFICE.is_open(noonish)
    if close is not None:
        assert close == datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)
        assert rules.page_of(close) == day


@given(moments)
def test_the_next_close_is_the_first_one_after(moment: datetime) -> None:
    close = rules.next_close(moment)
    assert close > moment
    assert rules.close_of(rules.page_of(close)) == close
    assert OFFICE.open_seconds(moment, close) <= 8 * 3600


@given(moments)
def test_more_than_three_days_are_three_days_of_the_clock(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert abs(rules.too_old_at(whole) - (whole - timedelta(days=3))) <= timedelta(microseconds=1)
