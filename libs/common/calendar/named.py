"""The calendars by the names that requests, packs and stored deadlines use."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from libs.common.calendar.base import Calendar
from libs.common.calendar.clock import ClockCalendar
from libs.common.calendar.days import ChineseDays
from libs.common.calendar.errors import CalendarError
from libs.common.calendar.published import PublishedYear
from libs.common.calendar.working import Slot, WorkingCalendar

_OFFICE_DAY: Final = (Slot(time(9), time(12)), Slot(time(13), time(18)))


def office_calendar(added: Iterable[PublishedYear] = ()) -> WorkingCalendar:
    """`cn-office` of api.md: Chinese working days, 09:00–12:00 and 13:00–18:00 in Asia/Shanghai."""
    return WorkingCalendar(
        name="cn-office",
        zone=ZoneInfo("Asia/Shanghai"),
        week=dict.fromkeys(range(5), _OFFICE_DAY),
        make_up=_OFFICE_DAY,
        days=ChineseDays(added),
    )


_CALENDARS: dict[str, Calendar] = {
    "clock": ClockCalendar(),
    "round-the-clock": ClockCalendar("round-the-clock"),
    "cn-office": office_calendar(),
}


def calendar_named(name: str) -> Calendar:
    try:
        return _CALENDARS[name]
    except KeyError:
        raise CalendarError("unknown_calendar", "/calendar") from None


def last_moment() -> datetime:
    """Where business time ends: one year that `cn-office` knows is left for deadlines begun before."""
    office = _CALENDARS["cn-office"]
    assert isinstance(office, WorkingCalendar)
    return datetime(office.days.years[-1], 1, 1, tzinfo=office.zone)


def publish(added: Iterable[PublishedYear]) -> None:
    """Tell `cn-office` about years from `read_years`; a composition root does it before it serves."""
    _CALENDARS["cn-office"] = office_calendar(added)
