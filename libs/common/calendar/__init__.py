"""Business time: when a deadline is due, counted in the hours of a desk (docs/architecture/time.md)."""

from libs.common.calendar.agreement import Agreement
from libs.common.calendar.base import Calendar, Due, Pause
from libs.common.calendar.errors import CalendarError
from libs.common.calendar.named import calendar_named, last_moment, publish
from libs.common.calendar.published import PublishedYear, read_years

__all__ = [
    "Agreement",
    "Calendar",
    "CalendarError",
    "Due",
    "Pause",
    "PublishedYear",
    "calendar_named",
    "last_moment",
    "publish",
    "read_years",
]
