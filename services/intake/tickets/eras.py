"""Stretches of time, newest first and ever longer, so that a search reads little more than it shows (IN-05).

Time is cut into spans of four hours from 1970 on, eight of them into an era of the next level, and so on. The
index knows each ticket's era of every level (`search_terms`, migration 0016), so "冰箱 in this era" costs
what it finds. A word of a third of the tickets fills its page from the first eras, a rare one takes forty.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

SPAN = 4 * 3600
FACTOR = 8
HIGHEST = 6
FAR = 3


class Era(NamedTuple):
    level: int
    number: int

    @property
    def term(self) -> str:
        """As a `tsquery`."""
        return f"'@{self.level}:{self.number}'"

    @property
    def near(self) -> bool:
        """Of the last three months or so; what is older is a part of eras of three months and more."""
        return self.level < FAR


def eras(newest: datetime, oldest: datetime) -> Iterator[Era]:
    """Without gap or overlap from the newest moment down to the oldest, each at most eight times the last."""
    end, last, level = _span(newest) + 1, _span(oldest), 0
    while end > last:
        yield Era(level, end // FACTOR**level - 1)
        end -= FACTOR**level
        if level < HIGHEST and end % FACTOR ** (level + 1) == 0:
            level += 1


def _span(moment: datetime) -> int:
    return int(moment.timestamp() // SPAN)
