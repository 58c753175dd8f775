"""A clock's whole life against a reference that counts minutes: paused, agreed anew, warned of (IN-06)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pytest

from libs.common.calendar import Agreement
from libs.common.deadlines import Deadline

from .builders import agreed
from .cases import SOME, Digits, described, holds_for
from .reference import DAY, MINUTE, Reference, count_of, moment_of
from .strategies import OFFICE, a_moment

pytestmark = pytest.mark.rule("IN-06", "XC-08")

SLOW = Reference(OFFICE)


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

    def is_open(self, minute: int) -> bool:
        return self.calendar == "clock" or SLOW.is_open(minute)

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


@dataclass(frozen=True)
class Life:
    terms: Terms
    start: datetime
    steps: list[Step]


def some_terms(digits: Digits) -> Terms:
    calendar = digits.one_of(["clock", "cn-office"])
    if digits.below(2):
        return Terms(calendar, days=digits.between(1, 3))
    return Terms(calendar, minutes=3 * digits.between(1, 500))


def a_life(digits: Digits) -> Life:
    steps = [a_step(digits) for _ in range(digits.below(6))]
    return Life(some_terms(digits), a_moment(digits), steps)


def a_step(digits: Digits) -> Step:
    return Step(digits.between(1, 1200), some_terms(digits) if digits.below(2) else None)


@holds_for(described(a_life, digits=40), SOME)
def test_due_time_used_time_and_warning(life: Life) -> None:
    deadline, slow = Deadline.start("repair", life.terms.agreement, now=life.start), Slow(life)
    now = life.start
    for step in life.steps:
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

    def __init__(self, life: Life) -> None:
        self.start, self.now = life.start, count_of(life.start)
        self.goes_on = self.now
        self.terms, self.paused, self.used = life.terms, False, 0
        self.used_up_at: int | None = None

    def run_until(self, end: datetime) -> None:
        while self.now < count_of(end):
            self.count()

    def count(self) -> None:
        self.used += not self.paused and self.terms.is_open(self.now)
        self.now += 1
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
        at_once = self.now if terms.calendar == "clock" else next(SLOW.open_from(self.now))
        self.used_up_at = at_once if self.used >= self.amount else None

    def due(self) -> datetime:
        while self.used_up_at is None:
            self.count()
        return moment_of(self.used_up_at)

    def warning(self, due_at: datetime) -> datetime | None:
        """An hour of the desk before it, not before the clock goes on; none where the desk opens too late."""
        opening = SLOW.next_opening(moment_of(self.goes_on))
        warning = max(opening, SLOW.before(due_at, 60))
        return warning if warning < due_at else None
