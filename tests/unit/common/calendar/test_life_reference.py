"""A clock's whole life against a reference that counts minutes: paused, agreed anew, warned of (IN-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar import Agreement
from libs.common.deadlines import Deadline

from .builders import agreed
from .reference import MINUTE, Reference
from .strategies import OFFICE, moments, some

pytestmark = pytest.mark.rule("IN-06", "XC-08")

SLOW = Reference(OFFICE)
DAY = 1440


@dataclass(frozen=True)
class Terms:
    """So many minutes, or the end of a working day, in a calendar."""

    calendar: str
    minutes: int | None = None
    days: int | None = None

    @property
    def agreement(self) -> Agreement:
        hours = None if self.minutes is None else self.minutes / 60
        return agreed(hours, days=self.days, calendar=self.calendar)

    def is_open(self, moment: datetime) -> bool:
        return self.calendar == "clock" or SLOW.is_open(moment)

    def amount(self, start: datetime) -> int:
        """Open minutes from `start`."""
        if self.minutes is not None:
            return self.minutes
        assert self.days is not None
        if self.calendar == "clock":
            return self.days * DAY
        return SLOW.open_minutes(start, SLOW.end_of_day(start, self.days))


@dataclass(frozen=True)
class Step:
    """After so many minutes: the clock is paused, or goes on, or other terms are agreed."""

    after: int
    terms: Terms | None


terms = (
    st.builds(
        Terms, st.sampled_from(["clock", "cn-office"]), minutes=st.integers(1, 500).map(lambda n: n * 3)
    )
    | st.builds(Terms, st.just("cn-office"), days=st.integers(1, 3))
    | st.builds(Terms, st.just("clock"), days=st.integers(1, 3))
)
lives = st.lists(st.builds(Step, st.integers(1, 1200), st.none() | terms), max_size=5)


@some
@given(terms, moments, lives)
def test_due_time_used_time_and_warning(first: Terms, start: datetime, steps: Sequence[Step]) -> None:
    deadline, slow, now = Deadline.start("repair", first.agreement, now=start), Slow(first, start), start
    for step in steps:
        now += step.after * MINUTE
        slow.run_until(now)
        if step.terms is not None:
            deadline = deadline.change(step.terms.agreement, at=now)
            slow.agree(step.terms)
        elif deadline.hold:
            deadline = deadline.resume(at=now)
            slow.go_on()
        else:
            deadline = deadline.pause(reason="part", at=now)
            slow.paused = True
        assert deadline.used_seconds(now) == 60 * slow.used
    if deadline.hold:
        slow.run_until(now + MINUTE)
        deadline = deadline.resume(at=now + MINUTE)
        slow.go_on()
    assert deadline.due_at == slow.due()
    assert deadline.warning_at == slow.warning(deadline.due_at)


class Slow:
    """Counts a step a minute; what is due by the terms of a moment is known when the minutes are used up."""

    def __init__(self, first: Terms, start: datetime) -> None:
        self.start = self.now = self.goes_on = start
        self.terms, self.paused, self.used = first, False, 0
        self.used_up_at: datetime | None = None

    def run_until(self, end: datetime) -> None:
        while self.now < end:
            self.count()

    def count(self) -> None:
        self.used += not self.paused and self.terms.is_open(self.now)
        self.now += MINUTE
        if self.used_up_at is None and self.used >= self.amount:
            self.used_up_at = self.now

    @cached_property
    def amount(self) -> int:
        return self.terms.amount(self.start)

    def go_on(self) -> None:
        self.paused, self.goes_on = False, self.now

    def agree(self, terms: Terms) -> None:
        """What is used up already is due at once, or when the desk opens next."""
        self.terms, self.goes_on = terms, max(self.goes_on, self.now)
        del self.amount
        at_once = self.now if terms.calendar == "clock" else SLOW.next_opening(self.now)
        self.used_up_at = at_once if self.used >= self.amount else None

    def due(self) -> datetime:
        while self.used_up_at is None:
            self.count()
        return self.used_up_at

    def warning(self, due_at: datetime) -> datetime | None:
        """An hour of the desk before it, not before the clock goes on; none where the desk opens too late."""
        warning = max(SLOW.next_opening(self.goes_on), SLOW.before(due_at, 60))
        return warning if warning < due_at else None
