"""When a contract warns of its end and when it lapses (PO-04)."""

from datetime import date, datetime, time, timedelta

from libs.common.ids import SITE_ZONE


def lapses_at(ends_on: date) -> datetime:
    """When its last day is over at the site."""
    return _midnight(ends_on + timedelta(days=1))


def warns_at(ends_on: date, *, warning_days: int) -> datetime:
    """So many days before its last day."""
    return _midnight(ends_on - timedelta(days=warning_days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SITE_ZONE)
