"""Pure decisions about quality issues: which reports are one wave, and when there are too many (IN-15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar
from uuid import UUID

ProblemOf = Literal["fault", "lot"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What may be raised: a model's fault, or a lot."""

    of: ProblemOf
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearable:
    """The pack's figure: more than `cases` incidents within `days` are a major problem."""

    cases: int
    days: int

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.days)


class Report(Protocol):
    @property
    def at(self) -> datetime: ...
    @property
    def incident(self) -> UUID: ...
    @property
    def safety(self) -> bool: ...


R = TypeVar("R", bound=Report)


def wave(reports: Iterable[R], bearable: Bearable, *, of: ProblemOf) -> list[R]:
    """The first of the reports that are too many, in the order of time; none where they can be borne.

    One that is a matter of safety is one too many of its fault by itself.
    """
    in_order = sorted(reports, key=lambda report: report.at)
    begin = 0
    for end, last in enumerate(in_order):
        while last.at - in_order[begin].at > bearable.span:
            begin += 1
        found = in_order[begin : end + 1]
        if (last.safety and of == "fault") or incidents(found) > bearable.cases:
            return found
    return []


def incidents(reports: Iterable[Report]) -> int:
    """A ticket and the complaints about it are one."""
    return len({report.incident for report in reports})


def belongs(at: datetime, *, first: datetime, last: datetime, ended: datetime | None, days: int) -> bool:
    """Whether a report of that moment is of a wave that lasts from `first` to `last`.

    A wave is over when its issue is closed, or when nothing was reported for as many days as are counted.
    """
    span = timedelta(days=days)
    return first - span <= at <= last + span and (ended is None or at <= ended)


def common(values: Sequence[str | None]) -> str | None:
    """What all have in common, if they do."""
    return values[0] if values and len(set(values)) == 1 else None
