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

from .reference import Reference
from .strategies import OFFICE, desks, minutes, moments, pauses, some, thorough

pytestmark = pytest.mark.rule("XC-08", "IN-06")

SLOW = Reference(OFFICE)


def hours(count: int) -> Decimal:
    return Decimal(count) / 60


@thorough
@given(moments, minutes.filter(bool), pauses)
def test_hours_of_the_office(start: datetime, count: int, held: Sequence[Pause]) -> None:
    assert OFFICE.add(start, hours=hours(count), pauses=held).due_at == SLOW.add_minutes(start, count, held)


@some
@given(moments, st.integers(1, 4), pauses)
def test_days_of_the_office(start: datetime, count: int, held: Sequence[Pause]) -> None:
    assert OFFICE.add(start, days=count, pauses=held).due_at == SLOW.add_days(start, count, held)


@some
@given(moments, minutes.filter(bool))
def test_time_before_a_deadline_of_the_office(deadline: datetime, count: int) -> None:
    assert OFFICE.before(deadline, timedelta(minutes=count)) == SLOW.before(deadline, count)


@some
@given(moments, st.integers(0, 9000))
def test_open_time_and_next_opening_of_the_office(start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    assert OFFICE.open_seconds(start, end) == 60 * SLOW.open_minutes(start, end)
    assert OFFICE.next_opening(start) == SLOW.next_opening(start)
    assert OFFICE.is_open(start) == SLOW.is_open(start)


@some
@given(desks(), moments, minutes.filter(bool), st.integers(1, 3), pauses)
def test_random_desks_in_zones_with_summer_time(
    desk: WorkingCalendar, start: datetime, count: int, days: int, held: Sequence[Pause]
) -> None:
    slow = Reference(desk)
    assert desk.add(start, hours=hours(count), pauses=held).due_at == slow.add_minutes(start, count, held)
    assert desk.add(start, days=days, pauses=held).due_at == slow.add_days(start, days, held)
    assert desk.next_opening(start) == slow.next_opening(start)
    assert desk.before(start, timedelta(minutes=count)) == slow.before(start, count)


@given(st.sampled_from(["clock", "round-the-clock"]), moments, minutes, pauses)
def test_the_clock_counts_every_minute(name: str, start: datetime, count: int, held: Sequence[Pause]) -> None:
    clock, moment = calendar_named(name), start
    left = count
    while left:
        left -= not any(pause.begin <= moment < pause.end for pause in held)
        moment += timedelta(minutes=1)
    assert clock.add(start, hours=hours(count), pauses=held).due_at == moment
    assert clock.before(start, timedelta(minutes=count)) == start - timedelta(minutes=count)


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
