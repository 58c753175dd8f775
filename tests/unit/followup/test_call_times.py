"""When a customer may be called and when it is tried again (FU-03, FU-06)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import SITE_ZONE, site_date
from libs.common.policy.operations import DailyHours, MonthlyFollowUp
from libs.common.policy.shipped import shipped_packs
from services.followup.calls import rules

QUIET = DailyHours.model_validate({"from": time(21), "to": time(9)})
SIESTA = DailyHours.model_validate({"from": time(12), "to": time(14)})
moments = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(
    lambda passed: datetime(2000, 1, 1, tzinfo=UTC) + passed
)
wishes = st.sampled_from(
    [None, "", "晚上", "18:00-20:00", "08:00-09:30, 20:30~23:00", "9:00至11:30", "22:00-23:00"]
)


def site(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SITE_ZONE)


@pytest.mark.rule("FU-06")
@given(earliest=moments, best=wishes, quiet=st.sampled_from([QUIET, SIESTA]))
def test_calls_are_within_a_day_never_quiet_and_never_early(
    earliest: datetime, best: str | None, quiet: DailyHours
) -> None:
    allowed = rules.calling_hours(quiet, best)
    at = rules.call_time(earliest, allowed)
    assert earliest <= at < earliest + timedelta(days=1)
    clock = at.astimezone(SITE_ZONE).time()
    silent = quiet.from_ <= clock or clock < quiet.to if quiet is QUIET else quiet.from_ <= clock < quiet.to
    assert not silent
    assert rules.call_time(at, allowed) == at


@pytest.mark.rule("FU-06")
@given(tried=moments, best=wishes, attempts=st.integers(2, 6))
def test_tries_are_on_days_that_follow_and_at_other_hours(
    tried: datetime, best: str | None, attempts: int
) -> None:
    allowed = rules.calling_hours(QUIET, best)
    at = rules.call_time(tried, allowed)
    parts = []
    for _ in range(attempts):
        following = rules.retry_time(at, allowed, attempts=attempts)
        assert site_date(following) == site_date(at) + timedelta(days=1)
        assert rules.call_time(following, allowed) == following
        at = following
        parts.append(at.astimezone(SITE_ZONE).time())
    assert len(set(parts)) == attempts


@pytest.mark.rule("FU-06")
@given(attempts=st.lists(moments, max_size=8), asked=st.none() | moments)
def test_one_try_a_day_counts_and_none_before_the_time_asked_for(
    attempts: list[datetime], asked: datetime | None
) -> None:
    tried: list[datetime] = []
    for at in attempts:
        if rules.why_not_counted(at, tried=tried, call_back_at=asked) is None:
            tried.append(at)
    due = [at for at in attempts if asked is None or at >= asked]
    assert len(tried) == len({site_date(at) for at in due})
    assert all(asked is None or at >= asked for at in tried)


@pytest.mark.rule("FU-06")
@pytest.mark.parametrize(
    ("best", "due"),
    [
        (None, "2026-03-02T20:30"),
        ("18:00-20:00", "2026-03-03T18:00"),
        ("20:45-22:30", "2026-03-02T20:45"),
        ("22:00-23:00", "2026-03-02T20:30"),
        ("any time", "2026-03-02T20:30"),
    ],
)
def test_best_hours_within_what_is_not_quiet(best: str | None, due: str) -> None:
    allowed = rules.calling_hours(QUIET, best)
    assert rules.call_time(site("2026-03-02T20:30"), allowed) == site(due)


@pytest.mark.rule("FU-03")
@pytest.mark.parametrize(
    ("tier", "since", "due"),
    [
        ("key", "2026-08-31T10:00", "2027-02-28T10:00"),
        ("long_term", "2024-02-29T10:00", "2025-02-28T10:00"),
        ("regular", "2026-03-02T10:00", None),
        (None, "2026-03-02T10:00", None),
    ],
)
def test_intervals_end_on_the_last_day_of_a_shorter_month(
    tier: str | None, since: str, due: str | None
) -> None:
    figures = shipped_packs().base(site("2026-03-02T00:00").date()).follow_up
    assert rules.interval_due(tier, site(since), figures) == (site(due) if due else None)


@pytest.mark.rule("FU-03")
@given(since=moments, day=st.integers(1, 31))
def test_monthly_ones_come_in_the_month_after_the_last_contact(since: datetime, day: int) -> None:
    due = rules.monthly_due(since, MonthlyFollowUp(day=day, by="technician")).astimezone(SITE_ZONE)
    last = since.astimezone(SITE_ZONE)
    assert (due.year * 12 + due.month) - (last.year * 12 + last.month) == 1
    assert due.day == day or (due + timedelta(days=1)).day == 1
