"""Which days are worked: the published Chinese calendar, and the law's holidays after it (XC-08)."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Protocol

from chinese_calendar import holidays, workdays

from libs.common.calendar.errors import HORIZON_YEARS
from libs.common.calendar.published import PublishedYear
from libs.common.calendar.statutory import LAST_STATUTORY_YEAR, statutory_days


class DayKind(Enum):
    ORDINARY = "ordinary"
    """The weekday decides."""
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"
    """Worked although it is a weekend."""


class WorkingDays(Protocol):
    @property
    def years(self) -> range:
        """The years that deadlines may touch."""
        ...

    def kind(self, day: date) -> DayKind: ...

    def is_published(self, year: int) -> bool: ...


class ChineseDays:
    """chinesecalendar's years and the `added` ones; 10 more years have weekends and statutory days."""

    def __init__(self, added: Iterable[PublishedYear] = ()) -> None:
        self._kinds = dict.fromkeys(holidays, DayKind.HOLIDAY) | dict.fromkeys(workdays, DayKind.MAKE_UP)
        self._published = {day.year for day in holidays}
        for year in added:
            self._replace(year)
        last = min(max(self._published) + HORIZON_YEARS, LAST_STATUTORY_YEAR)
        self.years = range(min(self._published), last + 1)

    def kind(self, day: date) -> DayKind:
        if day.year in self._published:
            return self._kinds.get(day, DayKind.ORDINARY)
        return DayKind.HOLIDAY if day in statutory_days(day.year) else DayKind.ORDINARY

    def is_published(self, year: int) -> bool:
        return year in self._published

    def _replace(self, added: PublishedYear) -> None:
        self._kinds = {day: kind for day, kind in self._kinds.items() if day.year != added.year}
        self._kinds |= dict.fromkeys(added.holidays, DayKind.HOLIDAY)
        self._kinds |= dict.fromkeys(added.workdays, DayKind.MAKE_UP)
        self._published.add(added.year)
