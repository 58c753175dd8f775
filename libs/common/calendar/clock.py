"""The plain clock: always open, a day is 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from libs.common.calendar.amounts import check_amount, check_before, extend, hours_to_seconds
from libs.common.calendar.base import Due, Hours, Pause, to_moment, to_seconds
from libs.common.calendar.errors import CalendarError


@dataclass(frozen=True, slots=True)
class ClockCalendar:
    """Also the calendar of a desk that is staffed round the clock."""

    name: str = "clock"

    def add(
        self,
        start: datetime,
        *,
        hours: Hours | None = None,
        days: int | None = None,
        pauses: Sequence[Pause] = (),
    ) -> Due:
        check_amount(hours, days)
        begin = to_seconds(start, "/start")
        amount = hours_to_seconds(hours) if hours is not None else (days or 0) * 86_400
        used_up = extend(begin + amount, begin, pauses, elapsed=lambda second: second)
        return Due(to_moment(used_up, "/days" if hours is None else "/hours"))

    def before(self, deadline: datetime, amount: timedelta) -> datetime:
        check_before(amount)
        try:
            return (deadline - amount).astimezone(UTC)
        except OverflowError as error:
            raise CalendarError("out_of_range", "/deadline") from error

    def open_seconds(self, start: datetime, end: datetime) -> int:
        return max(0, to_seconds(end, "/to") - to_seconds(start, "/from"))

    def next_opening(self, moment: datetime) -> datetime:
        return moment

    def is_open(self, moment: datetime) -> bool:
        to_seconds(moment, "/moment")
        return True
