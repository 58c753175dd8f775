"""What other help desks get wrong, one test each (IN-06, preamble of rules.md)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from libs.common.calendar import CalendarError, Pause, calendar_named
from libs.common.deadlines import Deadline

from .builders import agreed, at
from .strategies import SLOTS, moments

pytestmark = pytest.mark.rule("IN-06", "XC-08")

OFFICE = calendar_named("cn-office")
HOUR = timedelta(hours=1)


def test_update_clock_does_not_override_first_response() -> None:
    answer = Deadline.start("answer", agreed(4), now=at(20, "09:00"))
    repair = Deadline.start("repair", agreed(16), now=at(20, "09:00"))
    answered = answer.stop(at=at(20, "10:00"))
    repair = repair.pause(reason="part", at=at(20, "11:00")).resume(at=at(23, "10:00"))
    repair = repair.change(agreed(40), at=at(23, "11:00"))
    assert answered == Deadline.start("answer", agreed(4), now=at(20, "09:00")).stop(at=at(20, "10:00"))
    assert answered.state(at(30, "09:00")) == "met"
    assert answer.state(at(20, "15:00")) == "missed"
    assert repair.state(at(20, "15:00")) != "missed"


@given(moments, st.integers(0, 72 * 60), st.sampled_from(["clock", "cn-office"]))
def test_no_reminder_at_midnight_or_on_a_weekend(start: datetime, minutes: int, calendar: str) -> None:
    deadline = Deadline.start("repair", agreed(minutes / 60, calendar=calendar), now=start)
    warning = deadline.warning_at
    assert warning is None or OFFICE.is_open(warning)


def test_a_plain_deadline_at_night_is_warned_of_before_closing() -> None:
    deadline = Deadline.start("repair", agreed(24, calendar="clock"), now=at(20, "15:00"))
    assert deadline.due_at == at(21, "15:00")
    assert deadline.warning_at == at(20, "17:00")


def test_hold_time_is_business_time_also_when_it_begins_in_closed_time() -> None:
    deadline = Deadline.start("repair", agreed(4), now=at(20, "17:00"))
    held = deadline.pause(reason="customer", at=at(20, "22:00")).resume(at=at(23, "10:00"))
    assert deadline.due_at == at(23, "12:00")
    assert held.due_at == at(23, "14:00")


def test_the_lunch_break_is_excluded() -> None:
    assert OFFICE.add(at(20, "11:30"), hours=1).due_at == at(20, "13:30")
    assert OFFICE.add(at(20, "12:30"), hours=1).due_at == at(20, "14:00")
    assert OFFICE.open_seconds(at(20, "11:00"), at(20, "14:00")) == 2 * 3600


def test_one_hour_before_the_close_is_in_opening_hours() -> None:
    assert OFFICE.before(at(20, "18:00"), HOUR) == at(20, "17:00")
    assert OFFICE.before(at(20, "13:30"), HOUR) == at(20, "11:30")
    assert OFFICE.before(at(23, "09:30"), HOUR) == at(20, "17:30")
    assert OFFICE.before(at(23, "10:00"), HOUR) == at(23, "09:00")
    assert OFFICE.before(at(22, "00:00"), HOUR) == at(20, "17:00")


def test_a_pause_over_a_weekend_credits_no_closed_hours() -> None:
    weekend = Pause(at(20, "17:30"), at(23, "09:30"))
    assert OFFICE.add(at(20, "17:00"), hours=2, pauses=[weekend]).due_at == at(23, "11:00")


def test_changing_the_agreement_keeps_the_time_used_and_paused_so_far() -> None:
    deadline = Deadline.start("repair", agreed(8), now=at(20, "09:00"))
    deadline = deadline.pause(reason="part", at=at(20, "10:00")).resume(at=at(20, "12:00"))
    assert deadline.due_at == at(23, "11:00")
    changed = deadline.change(agreed(4), at=at(20, "14:00"))
    assert changed.used_seconds(at(20, "14:00")) == 2 * 3600
    assert changed.due_at == at(20, "16:00")
    to_the_clock = deadline.change(agreed(24, calendar="clock"), at=at(20, "14:00"))
    assert to_the_clock.due_at == at(21, "12:00")
    assert to_the_clock.holds == deadline.holds


@given(moments, st.integers(1, 10_000) | st.sampled_from(SLOTS))
@example(at(20, "09:00"), 3 * 60)
@example(at(20, "09:00"), 8 * 60)
@example(at(21, "10:00"), 8 * 60)
def test_a_deadline_is_never_outside_opening_hours(start: datetime, minutes: int) -> None:
    """What uses up a slot is due at its close, not when the desk opens next."""
    deadline = Deadline.start("answer", agreed(minutes / 60), now=start)
    assert OFFICE.is_open(deadline.due_at - timedelta(seconds=1))


def test_an_offset_before_is_never_turned_into_one_after() -> None:
    with pytest.raises(CalendarError):
        OFFICE.before(at(20, "18:00"), -HOUR)
    with pytest.raises(CalendarError):
        calendar_named("clock").before(at(20, "18:00"), -HOUR)
    assert OFFICE.before(at(20, "18:00"), timedelta(0)) == at(20, "18:00")
    at_night = Deadline.start("arrive", agreed(2, calendar="clock"), now=at(20, "22:00"))
    assert at_night.warning_at is None
