"""Random desks, moments and pauses around holidays, make-up days and changes of summer time."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from libs.common.calendar import Pause
from libs.common.calendar.days import ChineseDays, DayKind
from libs.common.calendar.named import office_calendar
from libs.common.calendar.working import Slot, WorkingCalendar

thorough = settings(max_examples=int(os.environ.get("CALENDAR_EXAMPLES", "2000")))
"""2,000 cases in the normal run; `CALENDAR_EXAMPLES=100000` for the long one."""
some = settings(thorough, max_examples=thorough.max_examples // 10)

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

moments = st.builds(
    lambda anchor, minutes: anchor + timedelta(minutes=minutes),
    st.sampled_from(ANCHORS),
    st.integers(-3 * 1440, 5 * 1440) | st.sampled_from([60, 240, 300, 600, 1440 + 60, 1440 + 600]),
)
minutes = st.integers(0, 2000) | st.sampled_from([180, 300, 480, 960])
pauses = st.lists(
    st.builds(
        lambda begin, length: Pause(begin, begin + timedelta(minutes=length)), moments, st.integers(1, 4000)
    ),
    max_size=4,
)


@st.composite
def slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    """Up to three slots a day on the full hour or half, away from the hours that summer time skips."""
    edges = sorted(draw(st.sets(st.integers(8, 48), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Slot(_half_hour(opens), _half_hour(closes)) for opens, closes in pairs)


@st.composite
def desks(draw: st.DrawFn) -> WorkingCalendar:
    weekdays = draw(st.sets(st.integers(0, 6), min_size=3))
    return WorkingCalendar(
        name="desk",
        zone=ZoneInfo(draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"]))),
        week={day: draw(slots()) for day in weekdays},
        make_up=draw(slots()),
        days=Year2026(),
    )


class Year2026:
    """Two years of the Chinese days, so that a random desk is built fast."""

    years = range(2025, 2028)

    def kind(self, day: date) -> DayKind:
        return DAYS.kind(day)

    def is_published(self, year: int) -> bool:
        return DAYS.is_published(year)


def _half_hour(count: int) -> time:
    return time(count // 2 % 24, count % 2 * 30)
