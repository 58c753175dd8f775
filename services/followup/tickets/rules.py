"""What a ticket's facts ask for: one survey for each resolution (FU-02), a look at its repair (FU-04)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Given = Literal["paper", "link", "device"]
_NOBODYS_WORK = frozenset({"declined", "cancelled_by_customer"})


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A completed visit; `at` is when it was said, `completed_at` when it was."""

    id: UUID
    at: datetime
    completed_at: datetime
    given: Literal["paper", "link", "device", "refused"]
    technician_id: UUID
    user: str | None


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    """The event's."""
    at: datetime
    resolution: int
    outcome: str
    visited: bool
    by: str


class RemoteWork(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody resolved it without going out."""

    at: datetime
    by: str


class WantedSurvey(msgspec.Struct, frozen=True, kw_only=True):
    resolution: int
    given: Given
    source_id: UUID
    """The visit that gave it, or the event of the closing."""
    at: datetime
    visit: Visit | None
    workers: list[str]
    """Sign-in names of those whose work it asks about."""


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    source_id: UUID
    at: datetime
    said_at: datetime


def wanted_surveys(
    visits: Sequence[Visit], closings: Sequence[Closing], remote: Sequence[RemoteWork] = ()
) -> list[WantedSurvey]:
    """One for each resolution: given on its first visit that gave one, else sent at its closing.

    A closing after a visit that isn't heard of yet waits for it.
    """
    numbers = {number_at(visit.at, closings) for visit in visits} | {c.resolution for c in closings}
    wanted = (_wanted(number, visits, closings, remote) for number in sorted(numbers))
    return [survey for survey in wanted if survey is not None]


def number_at(moment: datetime, closings: Sequence[Closing]) -> int:
    """The resolution that was under way: one more than the last closing before it."""
    return 1 + max((c.resolution for c in closings if c.at < moment), default=0)


def latest_repair(
    visits: Sequence[Visit], closings: Sequence[Closing], *, reopened_at: datetime | None
) -> Repair | None:
    """The last repair, on site or remote, that nothing has happened after; a re-opening ends its claim."""
    repairs = [Repair(source_id=v.id, at=v.completed_at, said_at=v.at) for v in visits]
    repairs += [
        Repair(source_id=c.id, at=c.at, said_at=c.at)
        for c in closings
        if c.outcome == "repaired" and not c.visited
    ]
    standing = [r for r in repairs if reopened_at is None or r.said_at > reopened_at]
    return max(standing, key=lambda repair: (repair.at, repair.source_id), default=None)


def _wanted(
    number: int, visits: Sequence[Visit], closings: Sequence[Closing], remote: Sequence[RemoteWork]
) -> WantedSurvey | None:
    mine = sorted((v for v in visits if number_at(v.at, closings) == number), key=lambda v: (v.at, v.id))
    closing = next((c for c in closings if c.resolution == number), None)
    workers = {v.user or str(v.technician_id) for v in mine}
    workers |= {r.by for r in remote if number_at(r.at, closings) == number}
    for visit in mine:
        if visit.given != "refused":
            return WantedSurvey(
                resolution=number,
                given=visit.given,
                source_id=visit.id,
                at=visit.at,
                visit=visit,
                workers=sorted(workers),
            )
    if closing is None or (closing.visited and not mine):
        return None
    if not mine and closing.outcome not in _NOBODYS_WORK:
        workers.add(closing.by)
    return WantedSurvey(
        resolution=number,
        given="link",
        source_id=closing.id,
        at=closing.at,
        visit=mine[0] if mine else None,
        workers=sorted(workers),
    )
