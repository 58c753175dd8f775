"""When a customer may be called and when it is tried again (FU-03, FU-06). Hours are the site's."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal

from libs.common.ids import SITE_ZONE, site_date
from libs.common.policy.dates import add_months
from libs.common.policy.operations import DailyHours, FollowUp, MonthlyFollowUp

Reason = Literal["effect", "interval", "monthly", "contract_ending", "check", "promised"]
NEEDS_OWN_ANSWER = frozenset({"effect", "check"})
"""Reasons that a conversation about something else doesn't settle."""

NotCounted = Literal["same_day", "before_call_back", "own_work"]
"""Why an attempt that nobody answered is none of the tries."""

Hours = list[tuple[int, int]]
"""Stretches of a day in minutes since midnight, in order."""

_MIDNIGHT = 24 * 60
_RANGE = re.compile(r"(\d{1,2})[:：](\d\d)\s*[-–—~～至到]\s*(\d{1,2})[:：](\d\d)")


def calling_hours(quiet: DailyHours, best: str | None) -> Hours:
    """Outside the quiet hours and, where the customer named some that we can read, within the best ones."""
    begin, end = _minute(quiet.from_), _minute(quiet.to)
    loud = [(end, begin)] if end < begin else [(0, begin), (end, _MIDNIGHT)]
    wished = [
        (max(a, start), min(b, stop))
        for start, stop in _readable(best or "")
        for a, b in loud
        if max(a, start) < min(b, stop)
    ]
    return sorted(wished) or [(a, b) for a, b in loud if a < b]


def call_time(earliest: datetime, hours: Hours) -> datetime:
    """The first moment from `earliest` on that lies within `hours`."""
    day = site_date(earliest)
    for on in (day, day + timedelta(days=1)):
        for start, stop in hours:
            if earliest < _moment(on, stop):
                return max(earliest, _moment(on, start)).astimezone(earliest.tzinfo)
    raise ValueError("no hour of the day is left for calls")


def why_not_counted(
    at: datetime, *, tried: Iterable[datetime], call_back_at: datetime | None
) -> NotCounted | None:
    """Tries are spread over days: one a day counts, and none before the time that the customer asked for."""
    if call_back_at is not None and at < call_back_at:
        return "before_call_back"
    return "same_day" if site_date(at) in map(site_date, tried) else None


def retry_time(tried_at: datetime, hours: Hours, *, attempts: int) -> datetime:
    """On the next day, in the part of the calling hours after the one that was tried: spread over both."""
    day = site_date(tried_at)
    total = sum(stop - start for start, stop in hours)
    passed = sum(_passed(tried_at, day, start, stop) for start, stop in hours)
    part = (min(passed * attempts // total, attempts - 1) + 1) % attempts
    offset = -(-total * part // attempts)
    return _moment(day + timedelta(days=1), _minute_at(hours, offset)).astimezone(tried_at.tzinfo)


def interval_due(tier: str | None, since: datetime, figures: FollowUp) -> datetime | None:
    """Key customers and long-term ones are called so many months after the last answered contact (FU-03)."""
    months = {"key": figures.key_months, "long_term": figures.long_term_months}.get(tier or "")
    if months is None:
        return None
    local = since.astimezone(SITE_ZONE)
    return datetime.combine(add_months(local.date(), months), local.timetz()).astimezone(since.tzinfo)


def monthly_due(since: datetime, monthly: MonthlyFollowUp) -> datetime:
    """On the pack's day of the month after the last answered contact; a shorter month's last day."""
    first = add_months(site_date(since).replace(day=1), 1)
    last = (add_months(first, 1) - timedelta(days=1)).day
    return _moment(first.replace(day=min(monthly.day, last)), 0).astimezone(since.tzinfo)


def next_day(moment: datetime) -> datetime:
    """Midnight after the day of `moment`."""
    return _moment(site_date(moment), _MIDNIGHT).astimezone(moment.tzinfo)


def day_start(day: date) -> datetime:
    return _moment(day, 0)


def _readable(best: str) -> Hours:
    found = [[int(part) for part in match] for match in _RANGE.findall(best)]
    ranges = [(a * 60 + b, c * 60 + d) for a, b, c, d in found]
    return [(start, stop) for start, stop in ranges if start < stop <= _MIDNIGHT]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(0), SITE_ZONE) + timedelta(minutes=minute)


def _passed(moment: datetime, day: date, start: int, stop: int) -> int:
    minute = int((moment - _moment(day, 0)) / timedelta(minutes=1))
    return min(max(minute - start, 0), stop - start)


def _minute_at(hours: Hours, offset: int) -> int:
    for start, stop in hours:
        if offset < stop - start:
            return start + offset
        offset -= stop - start
    raise ValueError("the offset lies beyond the calling hours")
