"""The one interface of all calendars, and the values that go in and out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol

from libs.common.calendar.errors import CalendarError

Hours = int | float | Decimal

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    due_at: datetime
    """In UTC, to the second."""
    provisional: bool = False
    """The holidays of a year on the way weren't published yet (XC-08)."""


@dataclass(frozen=True, slots=True)
class Pause:
    begin: datetime
    end: datetime


class Calendar(Protocol):
    """Counts time while its desk is open; all moments are aware, all errors `CalendarError`."""

    @property
    def name(self) -> str: ...

    def add(
        self,
        start: datetime,
        *,
        hours: Hours | None = None,
        days: int | None = None,
        pauses: Sequence[Pause] = (),
    ) -> Due:
        """When exactly one of `hours` and `days` of open, unpaused time from `start` is used up."""
        ...

    def before(self, deadline: datetime, amount: timedelta) -> datetime:
        """The moment of an open desk with `amount` of open time left until `deadline`."""
        ...

    def open_seconds(self, start: datetime, end: datetime) -> int:
        """Open time between two moments; 0 when `end` isn't later."""
        ...

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself while the desk is open."""
        ...

    def is_open(self, moment: datetime) -> bool: ...


def to_seconds(moment: datetime, pointer: str) -> int:
    """Whole seconds since 1970; what is below a second is dropped."""
    if moment.tzinfo is None:
        raise CalendarError("no_offset", pointer)
    return (moment - _EPOCH) // _SECOND


def to_moment(seconds: int, pointer: str) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError as error:
        raise CalendarError("out_of_range", pointer) from error
