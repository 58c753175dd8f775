"""Business time: opening slots a weekday, less holidays, plus make-up days (preamble of rules.md, XC-08)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from libs.common.calendar.amounts import check_amount, check_before, extend, hours_to_seconds
from libs.common.calendar.base import Due, Hours, Pause, to_moment, to_seconds
from libs.common.calendar.days import DayKind, WorkingDays
from libs.common.calendar.errors import CalendarError
from libs.common.calendar.timeline import OpenSlot, Timeline


@dataclass(frozen=True, slots=True)
class Slot:
    """`Slot(time(9), time(12))`; a slot that closes at `time(0)` closes at midnight."""

    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    name: str
    zone: ZoneInfo
    week: Mapping[int, Sequence[Slot]]
    """Slots of each weekday, Monday is 0; a weekday left out is closed."""
    make_up: Sequence[Slot]
    """Slots of a make-up day whose weekday is closed in plain weeks."""
    days: WorkingDays

    def add(
        self,
        start: datetime,
        *,
        hours: Hours | None = None,
        days: int | None = None,
        pauses: Sequence[Pause] = (),
    ) -> Due:
        """A start outside hours counts from the next opening; what uses up a slot is due at its close."""
        check_amount(hours, days)
        begin = self._inside(start, "/start")
        pointer = "/days" if hours is None else "/hours"
        if hours is not None:
            amount = hours_to_seconds(hours)
            if amount == 0:
                return self._due(start, self.next_opening(start))
            used_up = self._timeline.reading(begin) + amount
        else:
            used_up = self._timeline.reading(self._nth_close(start, days or 0))
        used_up = extend(used_up, begin, pauses, self._timeline.reading)
        if used_up > self._timeline.total:
            raise CalendarError("beyond_calendar", pointer)
        return self._due(start, to_moment(self._timeline.first_at(used_up), pointer))

    def before(self, deadline: datetime, amount: timedelta) -> datetime:
        """Never at night and never after `deadline`: the slot of a morning deadline may be yesterday's."""
        check_before(amount)
        end = self._inside(deadline, "/deadline")
        reading = self._timeline.reading(end) - amount // timedelta(seconds=1)
        if reading < 0:
            raise CalendarError("before_calendar", "/deadline")
        latest = self._timeline.last_at(reading)
        return to_moment(latest if latest <= end else self._timeline.first_at(reading), "/deadline")

    def open_seconds(self, start: datetime, end: datetime) -> int:
        reading = self._timeline.reading
        return max(0, reading(to_seconds(end, "/to")) - reading(to_seconds(start, "/from")))

    def next_opening(self, moment: datetime) -> datetime:
        second = self._inside(moment, "/start")
        if self._timeline.is_open(second):
            return moment
        reading = self._timeline.reading(second)
        if reading == self._timeline.total:
            raise CalendarError("beyond_calendar", "/start")
        return to_moment(self._timeline.last_at(reading), "/start")

    def is_open(self, moment: datetime) -> bool:
        return self._timeline.is_open(to_seconds(moment, "/moment"))

    def _nth_close(self, start: datetime, n: int) -> int:
        close = self._timeline.nth_close(start.astimezone(self.zone).toordinal(), n)
        if close is None:
            raise CalendarError("beyond_calendar", "/days")
        return close

    def _due(self, start: datetime, due_at: datetime) -> Due:
        years = range(start.astimezone(self.zone).year, due_at.astimezone(self.zone).year + 1)
        return Due(due_at, provisional=not all(map(self.days.is_published, years)))

    def _inside(self, moment: datetime, pointer: str) -> int:
        second = to_seconds(moment, pointer)
        first, end = self._span
        if second < first:
            raise CalendarError("before_calendar", pointer)
        if second >= end:
            raise CalendarError("beyond_calendar", pointer)
        return second

    @cached_property
    def _span(self) -> tuple[int, int]:
        years = self.days.years
        return self._second(date(years.start, 1, 1), time(0)), self._second(date(years.stop, 1, 1), time(0))

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(slot for year in self.days.years for slot in self._year(year))

    def _year(self, year: int) -> Iterator[OpenSlot]:
        first = date(year, 1, 1).toordinal()
        for ordinal in range(first, date(year + 1, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            for slot in self._slots(day):
                closing_day = day if slot.closes > time(0) else day + timedelta(days=1)
                yield OpenSlot(ordinal, self._second(day, slot.opens), self._second(closing_day, slot.closes))

    def _slots(self, day: date) -> Sequence[Slot]:
        kind = self.days.kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        plain = self.week.get(day.weekday(), ())
        return plain or self.make_up if kind is DayKind.MAKE_UP else plain

    def _second(self, day: date, clock: time) -> int:
        return to_seconds(datetime.combine(day, clock, self.zone).astimezone(UTC), "/start")
