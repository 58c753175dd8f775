"""Random desks, moments and pauses around holidays, make-up days and changes of summer time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from libs.common.calendar import Pause
from libs.common.calendar.days import ChineseDays, DayKind
from libs.common.calendar.named import office_calendar
from libs.common.calendar.working import Slot, WorkingCalendar

from .cases import Digits, described

OFFICE = office_calendar()
DAYS = ChineseDays()
ANCHORS = [
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2026, 2, 14, tzinfo=UTC),
    datetime(2026, 3, 28, tzinfo=UTC),
    datetime(2026, 9, 19, tzinfo=UTC),
    datetime(2026, 9, 30, tzinfo=UTC),
    datetime(2026, 10, 24, tzinfo=UTC),
    datetime(2026, 12, 30, tzinfo=UTC),
    datetime(2027, 2, 4, tzinfo=UTC),
]
EDGES = [60, 240, 300, 600, 1440 + 60, 1440 + 600]
"""Openings and closes of the office and the hour before one, in minutes of UTC."""
SLOTS = [180, 300, 480, 960]
"""What uses up a slot or a day."""
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC")]


@dataclass(frozen=True)
class Case:
    """A deadline of so many minutes, or of so many days."""

    start: datetime
    minutes: int
    days: int
    pauses: list[Pause]

    @property
    def span(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def a_moment(digits: Digits) -> datetime:
    near = digits.one_of(EDGES) if digits.below(2) else digits.between(-3 * 1440, 5 * 1440)
    return digits.one_of(ANCHORS) + timedelta(minutes=near)


def a_case(digits: Digits) -> Case:
    minutes = digits.one_of(SLOTS) if digits.below(2) else digits.between(1, 2000)
    return Case(a_moment(digits), minutes, digits.between(1, 4), a_list_of_pauses(digits))


def a_list_of_pauses(digits: Digits) -> list[Pause]:
    return [a_pause(digits) for _ in range(digits.below(5))]


def a_pause(digits: Digits) -> Pause:
    begin = a_moment(digits)
    return Pause(begin, begin + timedelta(minutes=digits.between(1, 4000)))


def a_desk(digits: Digits) -> WorkingCalendar:
    """Open on three weekdays or more."""
    weekdays = sorted(range(7), key=lambda _: digits.below(1000))[: digits.between(3, 7)]
    return WorkingCalendar(
        name="desk",
        zone=digits.one_of(ZONES),
        week={day: some_slots(digits) for day in weekdays},
        make_up=some_slots(digits),
        days=Year2026(),
    )


def some_slots(digits: Digits) -> tuple[Slot, ...]:
    """Up to three slots a day on the full hour or half, away from the hours that summer time skips."""
    first = digits.between(8, 47)
    others = {digits.between(8, 48) for _ in range(digits.below(5))}
    edges = sorted({first, digits.between(first + 1, 48)} | others)
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Slot(_half_hour(opens), _half_hour(closes)) for opens, closes in pairs)


class Year2026:
    """Two years of the Chinese days, so that a random desk is built fast."""

    years = range(2025, 2028)

    def kind(self, day: date) -> DayKind:
        return DAYS.kind(day)

    def is_published(self, year: int) -> bool:
        return DAYS.is_published(year)


def _half_hour(count: int) -> time:
    return time(count // 2 % 24, count % 2 * 30)


moments = described(a_moment, digits=3)
pauses = described(a_list_of_pauses, digits=17)
office_cases = described(a_case, digits=24)
desk_cases = described(lambda digits: (a_case(digits), a_desk(digits)), digits=96)
