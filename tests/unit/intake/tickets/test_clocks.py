"""Pauses of a ticket's clocks: whom they wait for, and what they do to a warning (IN-06)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.deadlines import Deadline
from libs.common.events.intake import TicketDeadlineNear
from libs.common.policy.figures import Span
from libs.common.policy.shipped import shipped_packs
from services.intake.tickets import refusals
from services.intake.tickets.clocks import Clocks, started
from tests.unit.intake.tickets.examples import MONDAY_NINE, ticket

DESK = shipped_packs().base(MONDAY_NINE.date()).desk


def hour(n: float) -> timedelta:
    return timedelta(hours=n)


def repair(clocks: Clocks) -> str:
    state: str = next(x["state"] for x in clocks.shown(MONDAY_NINE + hour(2)) if x["kind"] == "repair")
    return state


@pytest.mark.rule("IN-06")
def test_no_other_clock_overrides_the_first_answer() -> None:
    """Not a reply that is promised, paused, agreed anew or met, and not the work's."""
    opened = ticket(category="pc").clocks
    late, later = MONDAY_NINE + hour(30), MONDAY_NINE + hour(40)

    for clocks in (opened, opened.meet("answer", MONDAY_NINE + hour(1))):
        first = clocks.named("answer")
        busy = clocks.promise_reply(late, desk=DESK, now=MONDAY_NINE + hour(2))
        busy = busy.pause(None, reason="part", now=MONDAY_NINE + hour(3)).resume(None, now=late)
        busy = busy.pause("reply", reason="customer", now=late - hour(1)).resume("reply", now=late)
        busy = busy.promise_reply(later, desk=DESK, now=late).meet("reply", later)
        busy = busy.agree("repair", DESK.agreed(Span(hours=90)), now=late)

        assert busy.named("answer") == first
        assert busy.due("reply") == later


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


@pytest.mark.rule("IN-06", "PO-04")
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.lists(st.integers(0, 3000), min_size=3, max_size=3).map(sorted),
    st.booleans(),
)
def test_another_agreement_keeps_what_was_used_and_what_was_paused(
    hours: tuple[int, int], minutes: list[int], in_pause: bool
) -> None:
    """It is due when it would have been, had it been agreed to at once, but never before the change."""
    before, after = (DESK.agreed(Span(hours=count)) for count in hours)
    paused_at, second, third = (MONDAY_NINE + hour(count / 60) for count in minutes)
    changed_at, resumed_at = (second, third) if in_pause else (third, second)
    waiting = started({"arrive": Span(hours=hours[0])}, desk=DESK, now=MONDAY_NINE)
    waiting = waiting.pause("arrive", reason="part", now=paused_at)

    if in_pause:
        changed = waiting.agree("arrive", after, now=changed_at).resume("arrive", now=resumed_at)
    else:
        changed = waiting.resume("arrive", now=resumed_at).agree("arrive", after, now=changed_at)

    at_once = Deadline.start("arrive", after, now=MONDAY_NINE)
    at_once = at_once.pause(reason="part", at=paused_at).resume(at=resumed_at)
    assert changed.due("arrive") == max(at_once.due_at, changed_at)
    assert changed.agree("arrive", before, now=third).all[0].deadline.used_seconds(third) == 60 * (
        minutes[2] - (resumed_at - paused_at) // timedelta(minutes=1)
    )


@pytest.mark.rule("IN-06")
def test_an_arrival_that_was_missed_is_announced_again_where_it_was_moved_into_the_future() -> None:
    clocks = started({"arrive": Span(hours=2)}, desk=DESK, now=MONDAY_NINE)
    clocks, _ = clocks.ring(MONDAY_NINE + hour(1))
    clocks, missed = clocks.ring(MONDAY_NINE + hour(2))
    clocks = clocks.agree("arrive", DESK.agreed(Span(hours=6)), now=MONDAY_NINE + hour(3))
    clocks, again = clocks.ring(MONDAY_NINE + hour(5))
    assert [[type(event).__name__ for event in told] for told in (missed, again)] == [
        ["TicketDeadlineMissed"],
        ["TicketDeadlineNear"],
    ]
    assert clocks.next_alarm == MONDAY_NINE + hour(6)


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


@pytest.mark.rule("IN-06")
@pytest.mark.parametrize(("category", "hours"), [("pc", 23), ("refrigerator", 8)])
def test_the_desks_hours_are_the_packs(category: str, hours: int) -> None:
    """Due on Tuesday at 09:00: a desk round the clock warns at 08:00, one with hours on Monday at 17:00."""
    answer = ticket(category=category).clocks.named("answer")
    assert answer is not None
    assert answer.deadline.due_at == MONDAY_NINE + hour(24)
    assert answer.deadline.warning_at == MONDAY_NINE + hour(hours)


@pytest.mark.rule("IN-06")
def test_nobody_arrives_where_nobody_goes_out_and_only_a_repair_is_repaired() -> None:
    def kinds(**changes: Any) -> list[str]:
        return [clock.deadline.kind for clock in ticket(category="pc", **changes).clocks.all]

    assert kinds() == ["answer", "arrive", "repair"]
    assert kinds(field_work=False) == ["answer", "repair"]
    assert kinds(kind="maintenance") == ["answer", "arrive"]
    assert kinds(kind="consultation", field_work=False) == ["answer"]


@pytest.mark.rule("IN-06")
@pytest.mark.parametrize(
    ("category", "hours"),
    [
        ("pc", {"answer": 24, "arrive": 2, "repair": 24}),
        ("installation_work", {"answer": 24, "arrive": 24}),
        ("refrigerator", {"answer": 24}),
    ],
)
def test_each_clock_runs_from_the_request_for_the_packs_time(category: str, hours: dict[str, int]) -> None:
    clocks = ticket(category=category).clocks
    due = {clock.deadline.kind: clock.deadline.due_at for clock in clocks.all}
    assert due == {kind: MONDAY_NINE + hour(count) for kind, count in hours.items()}
    assert [clock["seconds_left"] for clock in clocks.shown(MONDAY_NINE + hour(1))] == [
        3600 * (count - 1) for count in hours.values()
    ]
