"""Pauses of a ticket's clocks: whom they wait for, and what they do to a warning (IN-06)."""

from datetime import timedelta

import pytest

from libs.common.events.intake import TicketDeadlineNear
from services.intake.tickets import refusals
from services.intake.tickets.clocks import Clocks
from tests.unit.intake.tickets.examples import MONDAY_NINE, ticket


def hour(n: float) -> timedelta:
    return timedelta(hours=n)


def repair(clocks: Clocks) -> str:
    state: str = next(x["state"] for x in clocks.shown(MONDAY_NINE + hour(2)) if x["kind"] == "repair")
    return state


@pytest.mark.rule("IN-06")
def test_consent_sets_going_what_waited_for_the_customer_and_not_what_waits_for_a_part() -> None:
    for_part = ticket(category="pc").clocks.pause("repair", reason="part", now=MONDAY_NINE)
    for_customer = ticket(category="pc").clocks.pause_work(reason="customer", now=MONDAY_NINE)

    consented_at = MONDAY_NINE + hour(1)

    assert repair(for_part.resume_work(reason="customer", now=consented_at)) == "paused"
    assert repair(for_customer.resume_work(reason="customer", now=consented_at)) == "running"


@pytest.mark.rule("IN-06")
def test_a_deadline_that_a_pause_moved_away_warns_again_when_it_comes_near_again() -> None:
    """Due on Tuesday at 09:00, so warned of on Monday at 17:00; the pause makes it Wednesday 03:00."""
    clocks, warned = ticket().clocks.ring(MONDAY_NINE + hour(8))
    assert [event.kind for event in warned if isinstance(event, TicketDeadlineNear)] == ["answer"]

    clocks = clocks.pause("answer", reason="customer", now=MONDAY_NINE + hour(9))
    clocks = clocks.resume("answer", now=MONDAY_NINE + hour(27))

    assert clocks.due("answer") == MONDAY_NINE + hour(42)
    assert clocks.next_alarm == MONDAY_NINE + hour(32)
    assert [type(event) for event in clocks.ring(MONDAY_NINE + hour(32))[1]] == [TicketDeadlineNear]


@pytest.mark.rule("IN-06")
def test_unless_one_is_named_the_work_waits_and_where_there_is_none_the_answer() -> None:
    work = ticket(category="pc").clocks
    words = work.without("arrive").without("repair")

    def states(clocks: Clocks) -> dict[str, str]:
        return {clock["kind"]: clock["state"] for clock in clocks.shown(MONDAY_NINE)}

    held = work.pause(None, reason="part", now=MONDAY_NINE)
    assert states(held) == {"answer": "running", "arrive": "paused", "repair": "paused"}
    silent = words.pause(None, reason="customer", now=MONDAY_NINE)
    assert states(silent) == {"answer": "paused"}
    assert states(silent.resume(None, now=MONDAY_NINE)) == states(words)
    with pytest.raises(refusals.ClockNotRunning):
        silent.pause(None, reason="part", now=MONDAY_NINE)
    with pytest.raises(refusals.ClockNotRunning):
        held.pause(None, reason="part", now=MONDAY_NINE)
    with pytest.raises(refusals.ClockNotRunning):
        words.pause("repair", reason="part", now=MONDAY_NINE)
    with pytest.raises(refusals.ClockNotPaused):
        silent.resume("repair", now=MONDAY_NINE)
