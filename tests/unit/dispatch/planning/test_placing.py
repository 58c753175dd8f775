"""What a plan promises whatever the day looks like (DI-03, DI-05)."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.ids import SITE_ZONE
from services.dispatch.packs import planning_on
from services.dispatch.planning import rules, travel
from services.dispatch.planning.rules import Route, Stop, Task

FIGURES = planning_on(date(2026, 3, 2))
MIDNIGHT = datetime(2026, 3, 2, tzinfo=SITE_ZONE)
SHIFT = (MIDNIGHT.replace(hour=8), MIDNIGHT.replace(hour=18))
LUNCH = (MIDNIGHT.replace(hour=12), MIDNIGHT.replace(hour=13))
PLACES = st.tuples(st.floats(31.0, 31.4), st.floats(121.2, 121.6))
SKILLS = ["pc", "phone", "tablet"]


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    drawn = []
    for number in range(draw(st.integers(1, 25))):
        earliest = MIDNIGHT + timedelta(minutes=draw(st.integers(0, 20 * 60)))
        drawn.append(
            Task(
                job_id=UUID(int=number + 1),
                place=draw(st.none() | PLACES),
                minutes=draw(st.sampled_from([30, 60, 120])),
                skill=draw(st.sampled_from([*SKILLS, None])),
                earliest=earliest,
                latest=earliest + timedelta(minutes=draw(st.integers(0, 600))),
            )
        )
    return drawn


@st.composite
def routes(draw: st.DrawFn) -> list[Route]:
    return [
        Route(
            technician_id=UUID(int=1000 + number),
            skills=frozenset(draw(st.sets(st.sampled_from(SKILLS)))),
            base=draw(PLACES),
            free_from=SHIFT[0] + timedelta(minutes=draw(st.integers(0, 300))),
            free_to=SHIFT[1],
            blocked=[LUNCH],
            stops=[],
        )
        for number in range(draw(st.integers(0, 4)))
    ]


@pytest.mark.rule("DI-03", "DI-05")
@settings(max_examples=150, deadline=None)
@given(tasks(), routes())
def test_every_job_is_placed_once_by_the_rules_or_left_out_with_a_reason(
    asked: list[Task], days: list[Route]
) -> None:
    unplaced = rules.place_all(asked, days, FIGURES)
    placed = [stop.job_id for route in days for stop in route.stops]
    assert sorted([*placed, *unplaced]) == [task.job_id for task in asked]
    assert all(set(reasons) <= {"no_skill", "no_time", "too_far"} for reasons in unplaced.values())
    by_id = {task.job_id: task for task in asked}
    for route in days:
        check_route(route, by_id)


def check_route(route: Route, asked: dict[UUID, Task]) -> None:
    """Independent of the planner: skill, window, shift, lunch, and the way between any two stops."""
    for stop in route.stops:
        task = asked[stop.job_id]
        assert task.skill is None or task.skill in route.skills
        assert task.earliest <= stop.start_at <= task.latest
        assert stop.end_at - stop.start_at == timedelta(minutes=task.minutes)
        assert route.free_from <= stop.arrive_at <= stop.start_at
        assert stop.end_at <= SHIFT[1]
        assert stop.end_at <= LUNCH[0] or stop.start_at >= LUNCH[1]
    for earlier, later in pairwise(route.stops):
        way = timedelta(minutes=travel.minutes(earlier.place, later.place, FIGURES))
        assert earlier.end_at + way <= later.start_at


def stop(hour: int) -> Stop:
    start = MIDNIGHT.replace(hour=hour)
    return Stop(
        job_id=UUID(int=hour),
        place=(31.2, 121.4),
        arrive_at=start,
        start_at=start,
        end_at=start + timedelta(hours=1),
        travel_minutes=0,
        added=False,
    )


def task(**changes: object) -> Task:
    facts: dict[str, object] = {
        "job_id": UUID(int=99),
        "place": (31.2, 121.4),
        "minutes": 60,
        "skill": None,
        "earliest": MIDNIGHT,
        "latest": MIDNIGHT + timedelta(days=1),
    }
    return Task(**(facts | changes))  # type: ignore[arg-type]


def day(*stops: Stop, **changes: object) -> Route:
    facts: dict[str, object] = {
        "technician_id": UUID(int=1),
        "skills": frozenset(),
        "base": (31.2, 121.4),
        "free_from": SHIFT[0],
        "free_to": SHIFT[1],
        "blocked": [LUNCH],
        "stops": list(stops),
    }
    return Route(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.rule("DI-03")
def test_a_gap_between_two_appointments_is_used() -> None:
    busy = day(stop(8), stop(9), stop(11), stop(13), stop(14), stop(15), stop(16), stop(17))
    assert rules.place_all([task()], [busy], FIGURES) == {}
    assert busy.stops[2].start_at == MIDNIGHT.replace(hour=10)


@pytest.mark.rule("DI-03")
def test_lunch_is_kept_free() -> None:
    noon = task(earliest=MIDNIGHT.replace(hour=11, minute=30))
    route = day()
    rules.place_all([noon], [route], FIGURES)
    assert route.stops[0].start_at == LUNCH[1]


@pytest.mark.rule("DI-05")
@pytest.mark.parametrize(
    ("asked", "route", "reason"),
    [
        (task(skill="pc"), day(), "no_skill"),
        (task(place=(39.9, 116.4)), day(), "too_far"),
        (task(minutes=599), day(), "no_time"),
    ],
)
def test_the_reason_is_the_first_that_stands_in_the_way(asked: Task, route: Route, reason: str) -> None:
    assert rules.place_all([asked], [route], FIGURES) == {asked.job_id: [reason]}


def test_ways_are_about_as_long_as_on_the_map() -> None:
    shanghai, beijing = (31.23, 121.47), (39.90, 116.41)
    assert travel.kilometres(shanghai, beijing) == pytest.approx(1067, abs=5)
    assert travel.minutes(shanghai, shanghai, FIGURES) == 0
    assert travel.minutes(shanghai, None, FIGURES) == FIGURES.unknown_travel_minutes
