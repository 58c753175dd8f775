"""Jobs that the dispatcher has given to a technician within a plan: respected, and warned of (DI-06)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from libs.common.policy.operations import Planning
from services.dispatch.planning import rules, travel


@dataclass(frozen=True, slots=True)
class Pin:
    job_id: UUID
    technician_id: UUID


def place(
    pinned: Sequence[Pin],
    tasks: Mapping[UUID, rules.Task],
    routes: Sequence[rules.Route],
    figures: Planning,
) -> list[dict[str, Any]]:
    """Put them in whatever they break; answers `{job_id, code}` for each that does."""
    by_technician = {route.technician_id: route for route in routes}
    return [
        {"job_id": str(pin.job_id), "code": code}
        for pin in pinned
        for code in _place(tasks[pin.job_id], by_technician[pin.technician_id], figures)
    ]


def _place(task: rules.Task, route: rules.Route, figures: Planning) -> list[str]:
    broken = [] if route.is_qualified(task) else ["skill"]
    if not rules.in_reach(route, task, figures):
        broken.append("region")
    fitting = min(
        rules.placings_in(route, task, figures), key=lambda p: (p.detour, p.stop.start_at), default=None
    )
    if fitting:
        route.stops.insert(fitting.position, fitting.stop)
        return broken
    stop = _against_the_rules(task, route, figures)
    route.stops.insert(bisect_right(route.stops, stop.start_at, key=lambda other: other.start_at), stop)
    return broken or ["shift"]


def _against_the_rules(task: rules.Task, route: rules.Route, figures: Planning) -> rules.Stop:
    """After the technician's last stop, however late that is."""
    last = route.stops[-1] if route.stops else None
    way = travel.minutes(last.place if last else route.base, task.place, figures)
    arrive = (last.end_at if last else route.free_from) + timedelta(minutes=way)
    start = max(arrive, task.earliest)
    return rules.Stop(
        job_id=task.job_id,
        place=task.place,
        arrive_at=arrive,
        start_at=start,
        end_at=start + timedelta(minutes=task.minutes),
        travel_minutes=way,
    )
