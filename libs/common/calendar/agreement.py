"""What was promised, as data of a pack or a contract, and the moments that follow from it (IN-06)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from libs.common.calendar.amounts import hours_to_seconds
from libs.common.calendar.base import Due, Pause
from libs.common.calendar.errors import CalendarError
from libs.common.calendar.named import calendar_named


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly one of `hours` and `days`, counted in `calendar`; `warn_hours` are counted at the `desk`."""

    calendar: str
    hours: Decimal | None = None
    days: int | None = None
    desk: str
    warn_hours: Decimal

    def due(
        self, start: datetime, *, counted_from: datetime, carried: int, pauses: Sequence[Pause] = ()
    ) -> Due:
        """Counted from `start`, or after a change from `counted_from` with `carried` seconds used before."""
        calendar = calendar_named(self.calendar)
        if counted_from == start:
            return calendar.add(start, hours=self.hours, days=self.days, pauses=pauses)
        left = max(0, self._seconds(start) - carried)
        return calendar.add(counted_from, hours=Decimal(left) / 3600, pauses=pauses)

    def warning(self, due_at: datetime, *, not_before: datetime) -> datetime | None:
        """Never outside the desk's hours, before `not_before` or after `due_at`: then there is none."""
        desk = calendar_named(self.desk)
        try:
            opening = desk.next_opening(not_before)
            warning = max(opening, desk.before(due_at, timedelta(seconds=hours_to_seconds(self.warn_hours))))
        except CalendarError:
            return None
        return warning if warning < due_at else None

    def _seconds(self, start: datetime) -> int:
        if self.hours is not None:
            return hours_to_seconds(self.hours)
        calendar = calendar_named(self.calendar)
        return calendar.open_seconds(start, calendar.add(start, days=self.days).due_at)
