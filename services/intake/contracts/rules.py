"""When a contract warns of its end and when it lapses (PO-04)."""

from datetime import date, datetime, timedelta

from libs.common.policy.contract import ending_warning
from services.intake.days import start_of


def lapses_at(ends_on: date) -> datetime:
    """When its last day is over at the site."""
    return start_of(ends_on + timedelta(days=1))


def warns_at(ends_on: date, *, warning_days: int) -> datetime:
    """So many days before its last day."""
    return start_of(ending_warning(ends_on, warning_days))
