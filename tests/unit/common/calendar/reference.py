"""What the calendar must compute, the slow way: from minute to minute, no cleverness; whole minutes only."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import compress, filterfalse, islice, takewhile
from zoneinfo import ZoneInfo

from libs.common.calendar import Pause
from libs.common.calendar.days import DayKind
from libs.common.calendar.working import Slot, WorkingCalendar

MINUTE = timedelta(minutes=1)
DAY = 1440
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


class Reference:
    """Moments are minutes since a beginning; each day is a table of its minutes, made once."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.local_days: dict[int, frozenset[int]] = {}
        self.days: dict[int, bytes] = {}

    def is_open(self, minute: int) -> bool:
        return bool(self.day(minute // DAY)[minute % DAY])

    def open_from(self, minute: int) -> Iterator[int]:
        """The open minutes, one after another."""
        day, first = divmod(minute, DAY)
        while True:
            yield from compress(range(day * DAY + first, (day + 1) * DAY), self.day(day)[first:])
            day, first = day + 1, 0

    def open_before(self, minute: int) -> Iterator[int]:
        """The same backwards, without `minute` itself."""
        day, end = divmod(minute, DAY)
        while True:
            yield from compress(range(day * DAY + end - 1, day * DAY - 1, -1), self.day(day)[:end][::-1])
            day, end = day - 1, DAY

    def day(self, day: int) -> bytes:
        """1 for each open minute of a day in UTC."""
        if day not in self.days:
            self.days[day] = bytes(map(self._is_open_at, local_minutes(self.calendar.zone, day)))
        return self.days[day]

    def minutes(self, ordinal: int) -> frozenset[int]:
        """The open minutes of a local day."""
        if ordinal not in self.local_days:
            self.local_days[ordinal] = frozenset(
                minute for slot in self.slots(ordinal) for minute in whole(slot)
            )
        return self.local_days[ordinal]

    def slots(self, ordinal: int) -> Sequence[Slot]:
        day = datetime.fromordinal(ordinal).date()
        kind = self.calendar.days.kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        plain = self.calendar.week.get(day.weekday(), ())
        return self.calendar.make_up if kind is DayKind.MAKE_UP and not plain else plain

    def add_minutes(self, start: datetime, minutes: int, pauses: Sequence[Pause]) -> datetime:
        running = self.open_from(count_of(start))
        for pause in pauses:
            held = range(count_of(pause.begin), count_of(pause.end))
            running = filterfalse(held.__contains__, running)
        return moment_of(nth(running, minutes) + 1)

    def add_days(self, start: datetime, days: int, pauses: Sequence[Pause]) -> datetime:
        end = self.end_of_day(start, days)
        return self.add_minutes(start, self.open_minutes(start, end), pauses)

    def end_of_day(self, start: datetime, days: int) -> datetime:
        day = start.astimezone(self.calendar.zone).toordinal()
        while days:
            day += 1
            days -= bool(self.minutes(day))
        midnight = datetime.fromordinal(day + 1).replace(tzinfo=self.calendar.zone)
        return moment_of(next(self.open_before(count_of(midnight))) + 1)

    def open_minutes(self, start: datetime, end: datetime) -> int:
        return sum(1 for _ in takewhile(count_of(end).__gt__, self.open_from(count_of(start))))

    def next_opening(self, moment: datetime) -> datetime:
        return moment_of(next(self.open_from(count_of(moment))))

    def before(self, deadline: datetime, minutes: int) -> datetime:
        return moment_of(nth(self.open_before(count_of(deadline)), minutes))

    def _is_open_at(self, local: int) -> bool:
        ordinal, minute = divmod(local, DAY)
        return minute in self.minutes(ordinal)


def count_of(moment: datetime) -> int:
    """Minutes since a beginning."""
    return (moment - _BEGIN) // MINUTE


def moment_of(minute: int) -> datetime:
    return _BEGIN + minute * MINUTE


def nth(minutes: Iterator[int], n: int) -> int:
    return next(islice(minutes, n - 1, None))


def whole(slot: Slot) -> range:
    closes = slot.closes.hour * 60 + slot.closes.minute
    return range(slot.opens.hour * 60 + slot.opens.minute, closes or DAY)


@cache
def local_minutes(zone: ZoneInfo, day: int) -> "array[int]":
    """What the clock of a zone shows at each minute of a day in UTC: its day's ordinal × 1440 + minute."""
    shown = (moment_of(minute).astimezone(zone) for minute in range(day * DAY, (day + 1) * DAY))
    return array("q", (local.toordinal() * DAY + local.hour * 60 + local.minute for local in shown))
