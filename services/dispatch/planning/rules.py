"""A first simple plan: the nearest qualified technician with time (DI-03, DI-05); no I/O, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from libs.common.policy.operations import Planning
from services.dispatch.planning import travel
from services.dispatch.planning.travel import Point

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A job to place; its work starts from `earliest` to `latest`."""

    job_id: UUID
    place: Point | None
    minutes: int
    skill: str | None
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    job_id: UUID
    place: Point | None
    arrive_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    added: bool = True
    """False for an appointment that stood before the plan."""


@dataclass(slots=True, kw_only=True)
class Route:
    """One technician's day, in order; `free_from` is the shift's start, or now on the running day."""

    technician_id: UUID
    skills: frozenset[str]
    base: Point
    free_from: datetime
    free_to: datetime
    blocked: Sequence[Span] = ()
    """Lunch and absences."""
    stops: list[Stop] = field(default_factory=list)

    def is_qualified(self, task: Task) -> bool:
        return task.skill is None or task.skill.casefold() in self.skills


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a task could stand in a route, and what that costs."""

    route: Route
    position: int
    stop: Stop
    detour: int
    """Minutes of travel that the route gets longer by."""


def place_all(tasks: Iterable[Task], routes: Sequence[Route], figures: Planning) -> dict[UUID, list[str]]:
    """Put each task, most urgent first, into the route it makes least longer; returns why others are left."""
    unplaced: dict[UUID, list[str]] = {}
    for task in tasks:
        qualified = [route for route in routes if route.is_qualified(task)]
        placings = [placing for route in qualified for placing in placings_in(route, task, figures)]
        if placings:
            best = min(placings, key=lambda p: (p.detour, p.stop.start_at, p.route.technician_id))
            best.route.stops.insert(best.position, best.stop)
        else:
            unplaced[task.job_id] = [reason_left_out(task, qualified, figures)]
    return unplaced


def reason_left_out(task: Task, qualified: Sequence[Route], figures: Planning) -> str:
    """`no_skill`, `too_far` or `no_time` (DI-05)."""
    if not qualified:
        return "no_skill"
    return "no_time" if any(in_reach(route, task, figures) for route in qualified) else "too_far"


def in_reach(route: Route, task: Task, figures: Planning) -> bool:
    return task.place is None or travel.kilometres(route.base, task.place) <= figures.home_region_km


def placings_in(route: Route, task: Task, figures: Planning) -> Iterator[Placing]:
    """Every gap of the route that the task fits into."""
    if not in_reach(route, task, figures):
        return
    before: Sequence[Stop | None] = (None, *route.stops, None)
    for position, (last, following) in enumerate(pairwise(before)):
        if placing := _placing(route, task, figures, position, last, following):
            yield placing


def _placing(
    route: Route, task: Task, figures: Planning, position: int, last: Stop | None, following: Stop | None
) -> Placing | None:
    start_place = last.place if last else route.base
    way = travel.minutes(start_place, task.place, figures)
    leave = max(last.end_at, route.free_from) if last else route.free_from
    arrive = leave + timedelta(minutes=way)
    work = timedelta(minutes=task.minutes)
    start = _first_free(max(arrive, task.earliest), work, route.blocked)
    onward = travel.minutes(task.place, following.place, figures) if following else 0
    until = following.start_at - timedelta(minutes=onward) if following else route.free_to
    if start > task.latest or start + work > min(until, route.free_to):
        return None
    stop = Stop(
        job_id=task.job_id,
        place=task.place,
        arrive_at=arrive,
        start_at=start,
        end_at=start + work,
        travel_minutes=way,
    )
    direct = travel.minutes(start_place, following.place, figures) if following else 0
    return Placing(route, position, stop, way + onward - direct)


def _first_free(start: datetime, work: timedelta, blocked: Sequence[Span]) -> datetime:
    """The first moment from `start` at which the work crosses no blocked span."""
    for begins, ends in sorted(blocked):
        if start < ends and begins < start + work:
            start = ends
    return start
