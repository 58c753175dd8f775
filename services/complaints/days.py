"""Days and months at the site as moments in UTC (XC-08)."""

from datetime import UTC, date, datetime, time, timedelta

from libs.common.ids import SITE_ZONE


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), SITE_ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The midnight that ends it."""
    return start_of(day + timedelta(days=1))


def first_of(month: str) -> date:
    """`2026-11` → 1 November 2026."""
    year, number = map(int, month.split("-"))
    return date(year, number, 1)


def next_month(month: str) -> str:
    """`2026-12` → `2027-01`."""
    return f"{first_of(month) + timedelta(days=31):%Y-%m}"
