"""What a ticket's facts ask for, over any life of a ticket (FU-01, FU-02, FU-04)."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from services.followup.tickets.rules import Closing, Visit, latest_repair, wanted_surveys

BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)
REFUSED = "refused"
givens = st.sampled_from(["paper", "link", "device", REFUSED])
lives = st.lists(st.lists(givens, max_size=3), min_size=1, max_size=4)
"""For each resolution what was given on its visits."""


def facts(life: list[list[str]], *, ended: bool) -> tuple[list[Visit], list[Closing], list[datetime]]:
    visits: list[Visit] = []
    closings: list[Closing] = []
    reopenings: list[datetime] = []
    now = BEGAN
    for number, on_visits in enumerate(life, start=1):
        for what in on_visits:
            now += timedelta(hours=1)
            visits.append(visit(now, what))
        if number < len(life) or ended:
            now += timedelta(hours=1)
            closings.append(closing(now, number, visited=bool(on_visits)))
        if number < len(life):
            now += timedelta(hours=1)
            reopenings.append(now)
    return visits, closings, reopenings


def visit(at: datetime, what: Any) -> Visit:
    return Visit(id=new_id(), at=at, completed_at=at, given=what, technician_id=new_id(), user="technician")


def closing(at: datetime, number: int, *, visited: bool) -> Closing:
    return Closing(id=new_id(), at=at, resolution=number, outcome="repaired", visited=visited, by="li")


@pytest.mark.rule("FU-01", "FU-02")
@given(life=lives, ended=st.booleans(), chance=st.randoms(use_true_random=False))
def test_one_survey_for_each_resolution(life: list[list[str]], ended: bool, chance: Any) -> None:
    visits, closings, _ = facts(life, ended=ended)
    chance.shuffle(visits)
    wanted = {survey.resolution: survey for survey in wanted_surveys(visits, closings)}
    for number, on_visits in enumerate(life, start=1):
        given_ = [what for what in on_visits if what != REFUSED]
        is_closed = number < len(life) or ended
        assert (number in wanted) == bool(given_ or is_closed)
        if number in wanted:
            assert wanted[number].given == (given_[0] if given_ else "link")
            assert wanted[number].workers == (["technician"] if on_visits else ["li"])


@pytest.mark.rule("FU-01")
def test_a_closing_waits_for_the_visit_that_it_speaks_of() -> None:
    assert wanted_surveys([], [closing(BEGAN, 1, visited=True)]) == []


@pytest.mark.rule("FU-04")
@given(life=lives, ended=st.booleans())
def test_the_last_repair_counts_unless_the_ticket_was_opened_again(
    life: list[list[str]], ended: bool
) -> None:
    visits, closings, reopenings = facts(life, ended=ended)
    repair = latest_repair(visits, closings, reopened_at=max(reopenings, default=None))
    if life[-1]:
        assert repair is not None
        assert repair.source_id == visits[-1].id
    elif ended:
        assert repair is not None
        assert repair.source_id == closings[-1].id
    else:
        assert repair is None


def test_what_is_given_is_what_dispatch_says() -> None:
    from libs.common.events.dispatch import VisitCompleted

    assert get_args(VisitCompleted.__annotations__["survey_given"]) == get_args(
        Visit.__annotations__["given"]
    )
