"""When the desk closes, which days the register has, and what falls into them (IN-08)."""

from datetime import UTC, date, datetime, timedelta

from libs.common.calendar import CalendarError, calendar_named
from libs.common.ids import site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.web.problems import Invalid
from services.intake.days import start_of

_AHEAD = 60
"""No holiday closes a desk for so many days."""
_LONGEST = timedelta(days=366)
_TICK = timedelta(microseconds=1)


def close_of(day: date) -> datetime | None:
    """When the desk closes on that day at the site; None where it stays closed. Raises `CalendarError`."""
    desk = calendar_named(shipped_packs().base(day).desk.calendar)
    close = desk.before(start_of(day + timedelta(days=1)), timedelta(0)).astimezone(UTC)
    return close if close > start_of(day) else None


def next_close(after: datetime) -> datetime:
    first = site_date(after)
    closes = (close_of(first + timedelta(days=ahead)) for ahead in range(_AHEAD))
    return next(close for close in closes if close is not None and close > after)


def page_of(close: datetime) -> date:
    """The day whose register is closed at that moment; midnight closes the day before."""
    return site_date(close - timedelta(seconds=1))


def too_old_at(moment: datetime) -> datetime:
    """What was registered before it and isn't resolved at `moment` is chased by then (IN-07)."""
    span = shipped_packs().base(site_date(moment)).ladder.chase_after
    begin, end = moment - _LONGEST, moment
    while end - begin > _TICK:
        middle = begin + (end - begin) / 2
        if span.after(middle) < moment:
            begin = middle
        else:
            end = middle
    return end


def known_close_of(day: date) -> datetime | None:
    """As `close_of`, for a day that a caller names. Raises `Invalid`."""
    try:
        return close_of(day)
    except CalendarError as error:
        raise Invalid.field("/date", error.code, error.detail) from None
