"""How much time was agreed: checked `hours` and `days`, pauses as merged spans of seconds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from libs.common.calendar.base import Calendar, Hours, Pause, to_moment, to_seconds
from libs.common.calendar.errors import MAX_HOURS, CalendarError

Span = tuple[int, int]


def check_amount(hours: Hours | None, days: int | None) -> None:
    if (hours is None) == (days is None):
        raise CalendarError("exactly_one", "/hours" if hours is None else "/days")
    if days is not None and days < 1:
        raise CalendarError("too_few_days", "/days")
    if days is not None and days * 24 > MAX_HOURS:
        raise CalendarError("too_long", "/days")


def check_before(amount: timedelta) -> None:
    """An offset before a deadline is never turned into one after it."""
    if amount < timedelta(0):
        raise CalendarError("not_a_number", "/before")


def hours_to_seconds(hours: Hours) -> int:
    """Rounded half up to the second."""
    exact = Decimal(str(hours)) if isinstance(hours, float) else Decimal(hours)
    if not exact.is_finite() or exact < 0:
        raise CalendarError("not_a_number", "/hours")
    if exact > MAX_HOURS:
        raise CalendarError("too_long", "/hours")
    return int((exact * 3600).to_integral_value(ROUND_HALF_UP))


def merge(pauses: Sequence[Pause]) -> list[Span]:
    """In order of time, those that touch or overlap made one."""
    merged: list[Span] = []
    for begin, end in sorted(_spans(pauses)):
        if merged and begin <= merged[-1][1]:
            begin, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((begin, end))
    return merged


def extend(used_up: int, start: int, pauses: Sequence[Pause], elapsed: Callable[[int], int]) -> int:
    """Move the reading of `elapsed` at which a deadline is used up past the pauses that begin before it."""
    for begin, end in merge(pauses):
        begin, end = max(begin, start), max(end, start)
        if elapsed(begin) >= used_up:
            break
        used_up += elapsed(end) - elapsed(begin)
    return used_up


def running_seconds(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> int:
    """Open time between two moments without the pauses in it."""
    clipped = [Pause(max(pause.begin, start), min(pause.end, end)) for pause in pauses]
    spans = merge([pause for pause in clipped if pause.begin < pause.end])
    moments = [(to_moment(span[0], "/pauses"), to_moment(span[1], "/pauses")) for span in spans]
    return calendar.open_seconds(start, end) - sum(calendar.open_seconds(*span) for span in moments)


def _spans(pauses: Sequence[Pause]) -> Iterator[Span]:
    for place, pause in enumerate(pauses):
        begin = to_seconds(pause.begin, f"/pauses/{place}/from")
        end = to_seconds(pause.end, f"/pauses/{place}/to")
        if pause.end <= pause.begin:
            raise CalendarError("pause_order", f"/pauses/{place}/to")
        yield begin, end
