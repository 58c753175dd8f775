"""What the calendar must compute, the slow way: a step a minute, no cleverness; whole minutes only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from libs.common.calendar import Pause
from libs.common.calendar.days import DayKind
from libs.common.calendar.working import Slot, WorkingCalendar

MINUTE = timedelta(minutes=1)


class Reference:
    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.days: dict[int, frozenset[int]] = {}
        self.moments: dict[datetime, bool] = {}

    def is_open(self, moment: datetime) -> bool:
        if moment not in self.moments:
            local = moment.astimezone(self.calendar.zone)
            self.moments[moment] = local.hour * 60 + local.minute in self.minutes(local.toordinal())
        return self.moments[moment]

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
        moment = start
        while minutes:
            if self.is_open(moment) and not any(pause.begin <= moment < pause.end for pause in pauses):
                minutes -= 1
            moment += MINUTE
        return moment

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
        count, moment = 0, start
        while moment < end:
            count += self.is_open(moment)
            moment += MINUTE
        return count

    def next_opening(self, moment: datetime) -> datetime:
        while not self.is_open(moment):
            moment += MINUTE
        return moment

    def before(self, deadline: datetime, minutes: int) -> datetime:
        moment = deadline
        while minutes:
            moment -= MINUTE
            minutes -= self.is_open(moment)
        return moment


def whole(slot: Slot) -> range:
    closes = slot.closes.hour * 60 + slot.closes.minute
    return range(slot.opens.hour * 60 + slot.opens.minute, closes or 1440)
