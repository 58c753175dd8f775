"""Which reports are too many (IN-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.quality import rules
from services.intake.quality.rules import Bearable

pytestmark = pytest.mark.rule("IN-15")

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    at: datetime
    incident: UUID
    safety: bool = False


reports = st.lists(
    st.builds(
        lambda hours, incident: Told(BEGIN + timedelta(hours=hours), UUID(int=incident)),
        st.integers(0, 24 * 40),
        st.integers(0, 12),
    ),
    max_size=20,
)
bearables = st.builds(
    lambda cases, days: Bearable(cases=cases, days=days), st.integers(1, 6), st.integers(1, 15)
)


def too_many(told: Sequence[Told], bearable: Bearable) -> bool:
    """The slow way: every window that ends with a report."""
    return any(
        len({one.incident for one in told if last.at - bearable.span <= one.at <= last.at}) > bearable.cases
        for last in told
    )


@given(reports, bearables)
def test_a_wave_is_found_if_and_only_if_some_days_hold_too_many(told: list[Told], bearable: Bearable) -> None:
    found = rules.wave(told, bearable, of="fault")
    assert bool(found) == too_many(told, bearable)
    if found:
        assert rules.incidents(found) > bearable.cases
        assert found[-1].at - found[0].at <= bearable.span


@given(reports, bearables, st.randoms())
def test_the_order_in_which_they_are_heard_of_does_not_matter(told, bearable, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(told)
    random.shuffle(shuffled)
    assert bool(rules.wave(told, bearable, of="lot")) == bool(rules.wave(shuffled, bearable, of="lot"))


@given(reports, bearables)
def test_one_that_is_a_matter_of_safety_is_too_many_of_its_fault(
    told: list[Told], bearable: Bearable
) -> None:
    unsafe = Told(BEGIN + timedelta(days=50), UUID(int=99), safety=True)
    assert rules.wave([*told, unsafe], bearable, of="fault")
    assert bool(rules.wave([unsafe], bearable, of="lot")) is False


@given(st.integers(-40, 80), st.integers(0, 20), st.none() | st.integers(0, 60))
def test_a_wave_ends_with_its_issue_or_with_as_many_quiet_days(
    day: int, length: int, closed: int | None
) -> None:
    first, last = BEGIN, BEGIN + timedelta(days=length)
    at, ended = BEGIN + timedelta(days=day), None if closed is None else BEGIN + timedelta(days=closed)
    within = -30 <= day <= length + 30 and (closed is None or day <= closed)
    assert rules.belongs(at, first=first, last=last, ended=ended, days=30) is within
