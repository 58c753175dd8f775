"""How far the work is: what a unit away and an early word to the customer mean for it."""

from datetime import timedelta
from itertools import permutations

import pytest

from services.intake.tickets import closing, progress, refusals
from tests.unit.intake.tickets.examples import MONDAY_NINE, ticket

NOON = MONDAY_NINE + timedelta(hours=3)
EVENING = MONDAY_NINE + timedelta(hours=9)


def repair_state(clocks: list[dict[str, object]]) -> object:
    return next(clock["state"] for clock in clocks if clock["kind"] == "repair")


@pytest.mark.rule("DI-18", "IN-06")
def test_the_repair_clock_runs_on_while_the_unit_is_away() -> None:
    away = ticket(category="pc", unit_place="workshop")

    progress.completed(away, at=NOON, on_the_spot=False)
    assert repair_state(away.clocks.shown(NOON)) == "running"
    progress.brought_back(away, at=EVENING)

    assert repair_state(away.clocks.shown(EVENING)) == "met"
    assert away.unit_place is None


@pytest.mark.rule("DI-18")
def test_a_unit_brought_back_before_the_work_is_done_ends_no_repair() -> None:
    away = ticket(category="pc", unit_place="workshop")

    progress.brought_back(away, at=NOON)

    assert repair_state(away.clocks.shown(NOON)) == "running"


@pytest.mark.rule("IN-06")
def test_an_arrival_stops_its_own_clock_only() -> None:
    there = ticket(category="pc")

    progress.arrived(there, at=NOON)

    stopped = {clock.deadline.kind: clock.deadline.stopped_at for clock in there.clocks.all}
    assert stopped == {"answer": None, "arrive": NOON, "repair": None}


@pytest.mark.rule("IN-06")
def test_a_completed_visit_has_arrived_also_where_nobody_said_so() -> None:
    visited = ticket(category="pc")

    progress.completed(visited, at=NOON, on_the_spot=True)

    stopped = {clock.deadline.kind: clock.deadline.stopped_at for clock in visited.clocks.all}
    assert stopped == {"answer": None, "arrive": NOON, "repair": NOON}


@pytest.mark.rule("IN-06")
def test_remote_service_stops_every_clock_and_keeps_its_report() -> None:
    remote = ticket(category="pc")

    progress.resolved_remotely(remote, report={"cause": "driver"}, at=NOON)

    stopped = {clock.deadline.kind: clock.deadline.stopped_at for clock in remote.clocks.all}
    assert stopped == dict.fromkeys(("answer", "arrive", "repair"), NOON)
    assert (remote.done_at, remote.remote_report) == (NOON, {"cause": "driver"})


@pytest.mark.rule("IN-16")
def test_what_was_said_before_the_work_was_done_told_nothing_of_its_result() -> None:
    for heard in permutations(["told", "done"]):
        early = ticket(voucher_signed_on=MONDAY_NINE.date())
        for news in heard:
            if news == "told":
                progress.told(early, at=MONDAY_NINE)
            else:
                progress.completed(early, at=NOON, on_the_spot=True)

        with pytest.raises(refusals.CustomerNotTold):
            closing.close(early, outcome="repaired", visits=[], complaints=[], now=NOON)
        progress.told(early, at=NOON)
        closing.close(early, outcome="repaired", visits=[], complaints=[], now=NOON)
