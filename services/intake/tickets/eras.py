"""Stretches of time, newest first and ever longer, so that a search reads little more than it shows (IN-05).

Time is cut into spans of four hours from 1970 on, eight of them into an era of the next level, and so on. The
index knows each ticket's era of every level (`search_terms`, migration 0016), so "冰箱 in this era" costs
what it finds. A word of a third of the tickets fills its page from the first eras.
"""

from datetime import datetime
from typing import NamedTuple

SPAN = 4 * 3600
FACTOR = 8
_NEAR = (0, 1), (1, 2), (2, 3)
_FAR = (2, 5), (3, 6), (4, 7), (5, 8), (6, 99)
"""Levels, each with that at whose border the next one begins."""


class Era(NamedTuple):
    level: int
    number: int

    @property
    def term(self) -> str:
        """As a `tsquery`."""
        return f"'@{self.level}:{self.number}'"


class Eras(NamedTuple):
    near: list[Era]
    """Of some three months, each at most eight times the last."""
    far: list[Era]
    """Of eleven days each for fifteen years: a word may have been frequent then and no more."""


def eras(newest: datetime, oldest: datetime) -> Eras:
    """Without gap or overlap from the newest moment down to the oldest."""
    found = Eras([], [])
    end, last = _span(newest) + 1, _span(oldest)
    for part, levels in zip(found, (_NEAR, _FAR), strict=True):
        for level, border in levels:
            while end > last:
                part.append(Era(level, end // FACTOR**level - 1))
                end -= FACTOR**level
                if end % FACTOR**border == 0:
                    break
    return found


def _span(moment: datetime) -> int:
    return int(moment.timestamp() // SPAN)
