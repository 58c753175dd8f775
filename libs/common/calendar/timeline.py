"""All opening slots of a calendar in order, with running totals: every question is one binary search."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenSlot:
    day: int
    """Ordinal of the local day that the slot belongs to."""
    opens: int
    closes: int
    """Seconds since 1970."""


class Timeline:
    """The *reading* at a moment is the open time from the timeline's beginning up to it, in seconds."""

    def __init__(self, slots: Iterable[OpenSlot]) -> None:
        self._opens, self._closes, self._before = array("q"), array("q"), array("q")
        self._days, self._day_closes = array("q"), array("q")
        self.total = 0
        for slot in slots:
            self._append(slot)

    def reading(self, second: int) -> int:
        slot = bisect_right(self._opens, second) - 1
        if slot < 0:
            return 0
        return self._before[slot] + min(second, self._closes[slot]) - self._opens[slot]

    def first_at(self, reading: int) -> int:
        """The earliest second with this reading (> 0): a slot's close rather than the next opening."""
        slot = bisect_left(self._before, reading) - 1
        return self._opens[slot] + reading - self._before[slot]

    def last_at(self, reading: int) -> int:
        """The latest second with this reading: an opening rather than the close before it."""
        slot = bisect_right(self._before, reading) - 1
        return self._opens[slot] + reading - self._before[slot]

    def is_open(self, second: int) -> bool:
        slot = bisect_right(self._opens, second) - 1
        return slot >= 0 and second < self._closes[slot]

    def nth_close(self, day: int, n: int) -> int | None:
        """The last close of the n-th open day after the day with this ordinal; None beyond the end."""
        place = bisect_right(self._days, day) + n - 1
        return self._day_closes[place] if place < len(self._days) else None

    def _append(self, slot: OpenSlot) -> None:
        opens = max(slot.opens, self._closes[-1]) if self._closes else slot.opens
        if slot.closes <= opens:
            return
        self._opens.append(opens)
        self._closes.append(slot.closes)
        self._before.append(self.total)
        self.total += slot.closes - opens
        if self._days and self._days[-1] == slot.day:
            self._day_closes[-1] = slot.closes
        else:
            self._days.append(slot.day)
            self._day_closes.append(slot.closes)
