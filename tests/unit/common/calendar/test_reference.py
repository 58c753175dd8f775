"""The calendar against a reference that counts minutes (XC-08, preamble of rules.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar import Pause, calendar_named
from libs.common.calendar.amounts import running_seconds
from libs.common.calendar.working import WorkingCalendar

from .cases import MANY, SOME, holds_for
from .reference import Reference, count_of
from .strategies import OFFICE, Case, desk_cases, moments, office_cases, pauses

pytestmark = pytest.mark.rule("XC-08", "IN-06")

SLOW = Reference(OFFICE)


def hours(count: int) -> Decimal:
    return Decimal(count) / 60


@holds_for(office_cases, MANY)
def test_hours_of_the_office(case: Case) -> None:
    due = OFFICE.add(case.start, hours=hours(case.minutes), pauses=case.pauses).due_at
    assert due == SLOW.add_minutes(case.start, case.minutes, case.pauses)


@holds_for(office_cases, MANY)
def test_days_of_the_office(case: Case) -> None:
    due = OFFICE.add(case.start, days=case.days, pauses=case.pauses).due_at
    assert due == SLOW.add_days(case.start, case.days, case.pauses)


@holds_for(office_cases, MANY)
def test_time_before_a_deadline_of_the_office(case: Case) -> None:
    assert OFFICE.before(case.start, case.span) == SLOW.before(case.start, case.minutes)


@holds_for(office_cases, MANY)
def test_open_time_and_next_opening_of_the_office(case: Case) -> None:
    start, end = case.start, case.start + case.days * case.span
    assert OFFICE.open_seconds(start, end) == 60 * SLOW.open_minutes(start, end)
    assert OFFICE.next_opening(start) == SLOW.next_opening(start)
    assert OFFICE.is_open(start) == SLOW.is_open(count_of(start))


@holds_for(desk_cases, SOME)
def test_random_desks_in_zones_with_summer_time(drawn: tuple[Case, WorkingCalendar]) -> None:
    case, desk = drawn
    slow = Reference(desk)
    due = desk.add(case.start, hours=hours(case.minutes), pauses=case.pauses).due_at
    assert due == slow.add_minutes(case.start, case.minutes, case.pauses)
    due = desk.add(case.start, days=case.days, pauses=case.pauses).due_at
    assert due == slow.add_days(case.start, case.days, case.pauses)
    assert desk.next_opening(case.start) == slow.next_opening(case.start)
    assert desk.before(case.start, case.span) == slow.before(case.start, case.minutes)


@holds_for(office_cases, SOME)
def test_the_clock_counts_every_minute(case: Case) -> None:
    for clock in map(calendar_named, ("clock", "round-the-clock")):
        assert clock.add(case.start, hours=hours(case.minutes), pauses=case.pauses).due_at == counted(case)
        assert clock.before(case.start, case.span) == case.start - case.span


def counted(case: Case) -> datetime:
    left, moment = case.minutes, case.start
    while left:
        left -= not any(pause.begin <= moment < pause.end for pause in case.pauses)
        moment += timedelta(minutes=1)
    return moment


@given(moments, st.integers(0, 200_000), pauses)
def test_running_time_until_a_deadline_is_what_was_agreed(
    start: datetime, seconds: int, held: Sequence[Pause]
) -> None:
    due_at = OFFICE.add(start, hours=Decimal(seconds) / 3600, pauses=held).due_at
    if seconds:
        assert running_seconds(OFFICE, start, due_at, held) == seconds


@given(moments, st.integers(1, 400_000), pauses)
def test_a_deadline_is_never_outside_opening_hours(
    start: datetime, seconds: int, held: Sequence[Pause]
) -> None:
    due_at = OFFICE.add(start, hours=Decimal(seconds) / 3600, pauses=held).due_at
    assert OFFICE.is_open(due_at - timedelta(seconds=1))


@given(moments, st.integers(0, 400_000))
def test_a_warning_is_never_outside_opening_hours_nor_after_its_deadline(
    deadline: datetime, seconds: int
) -> None:
    warning = OFFICE.before(deadline, timedelta(seconds=seconds))
    assert warning <= deadline
    assert not seconds or OFFICE.is_open(warning)
