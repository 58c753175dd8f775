"""Day and month arithmetic of policies.md: day of purchase = day 0, no overflow at the end of time."""

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_months(first: date, last: date) -> int:
    """From the month of one day to that of the other, whatever the days in them."""
    return (last.year - first.year) * 12 + last.month - first.month


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
