"""What the calendar must compute, the slow way: a step a minute, no cleverness; whole minutes only."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from libs.common.calendar import Pause
from libs.common.calendar.days import DayKind
from libs.common.calendar.working import Slot, WorkingCalendar

MINUTE = timedelta(minutes=1)
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


class Reference:
    """Moments are counted in minutes inside, so that 100,000 cases take minutes and not hours."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.days: dict[int, frozenset[int]] = {}
        self.known: dict[int, bool] = {}

    def is_open(self, moment: datetime) -> bool:
        return self.open_at(count_of(moment))

    def open_at(self, minute: int) -> bool:
        found = self.known.get(minute)
        if found is None:
            local = moment_of(minute).astimezone(self.calendar.zone)
            found = local.hour * 60 + local.minute in self.minutes(local.toordinal())
            self.known[minute] = found
        return found

    def minutes(self, ordinal: int) -> frozenset[int]:
        """The open minutes of a local day."""
        if ordinal not in self.days:
            self.days[ordinal] = frozenset(minute for slot in self.slots(ordinal) for minute in whole(slot))
        return self.days[ordinal]

    def slots(self, ordinal: int) -> Sequence[Slot]:
        day = datetime.fromordinal(ordinal).date()
        kind = self.calendar.days.kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        plain = self.calendar.week.get(day.weekday(), ())
        return self.calendar.make_up if kind is DayKind.MAKE_UP and not plain else plain

    def add_minutes(self, start: datetime, minutes: int, pauses: Sequence[Pause]) -> datetime:
        held = [(count_of(pause.begin), count_of(pause.end)) for pause in pauses]
        now = count_of(start)
        while minutes:
            if self.open_at(now) and not any(begin <= now < end for begin, end in held):
                minutes -= 1
            now += 1
        return moment_of(now)

    def add_days(self, start: datetime, days: int, pauses: Sequence[Pause]) -> datetime:
        end = self.end_of_day(start, days)
        return self.add_minutes(start, self.open_minutes(start, end), pauses)

    def end_of_day(self, start: datetime, days: int) -> datetime:
        day = start.astimezone(self.calendar.zone).toordinal()
        while days:
            day += 1
            days -= bool(self.minutes(day))
        moment = datetime.fromordinal(day + 1).replace(tzinfo=self.calendar.zone).astimezone(start.tzinfo)
        while not self.is_open(moment - MINUTE):
            moment -= MINUTE
        return moment

    def open_minutes(self, start: datetime, end: datetime) -> int:
        return sum(map(self.open_at, range(count_of(start), count_of(end))))

    def next_opening(self, moment: datetime) -> datetime:
        now = count_of(moment)
        while not self.open_at(now):
            now += 1
        return moment_of(now)

    def before(self, deadline: datetime, minutes: int) -> datetime:
        now = count_of(deadline)
        while minutes:
            now -= 1
            minutes -= self.open_at(now)
        return moment_of(now)


def count_of(moment: datetime) -> int:
    """Minutes since a beginning."""
    return (moment - _BEGIN) // MINUTE


def moment_of(minute: int) -> datetime:
    return _BEGIN + minute * MINUTE


def whole(slot: Slot) -> range:
    closes = slot.closes.hour * 60 + slot.closes.minute
    return range(slot.opens.hour * 60 + slot.opens.minute, closes or 1440)
