"""Warnings, breaches and the ladder of chasing."""

from datetime import timedelta

import pytest

from libs.common.events.envelope import Event
from libs.common.events.intake import (
    TicketChased,
    TicketDeadlineMissed,
    TicketDeadlineNear,
    TicketEscalated,
)
from services.intake.tickets import alarms
from services.intake.tickets.models import Ticket
from tests.unit.intake.tickets.examples import MONDAY_NINE, pack, ticket


def life_of(one: Ticket, *, days: int) -> list[tuple[float, Event]]:
    """What the ticket says in so many days when nobody touches it: hours since its opening, and the event."""
    said: list[tuple[float, Event]] = []
    end = MONDAY_NINE + timedelta(days=days)
    while moments := [m for m in (one.clocks.next_alarm, one.chase_at) if m and m <= end]:
        now = min(moments)
        happened = alarms.ring(one, pack=pack(one), now=now)
        assert happened, "an alarm that rings for nothing"
        said += [((now - MONDAY_NINE) / timedelta(hours=1), event) for event in happened]
    return said


@pytest.mark.rule("IN-07")
def test_a_forgotten_ticket_climbs_the_ladder_step_by_step() -> None:
    said = life_of(ticket(), days=10)

    chased = [hours for hours, event in said if isinstance(event, TicketChased)]
    top = [
        (hours, event.to)
        for hours, event in said
        if isinstance(event, TicketEscalated) and "quality" in event.to
    ]
    assert chased == [72]
    assert top == [(96, ["department_manager", "quality"])]


@pytest.mark.rule("IN-07")
def test_each_breach_goes_to_the_service_manager_at_once() -> None:
    said = life_of(ticket(category="pc"), days=10)

    missed = [
        (hours, f"{event.kind} missed") for hours, event in said if isinstance(event, TicketDeadlineMissed)
    ]
    told = [
        (hours, event.reason)
        for hours, event in said
        if isinstance(event, TicketEscalated) and event.to == ["service_manager"]
    ]
    assert told == missed
    assert {reason for _, reason in told} == {"answer missed", "arrive missed", "repair missed"}


@pytest.mark.rule("IN-06", "IN-07")
def test_each_deadline_warns_in_opening_hours_then_is_missed_once() -> None:
    said = life_of(ticket(), days=10)

    for kind in {event.kind for _, event in said if isinstance(event, TicketDeadlineMissed)}:
        near = [h for h, e in said if isinstance(e, TicketDeadlineNear) and e.kind == kind]
        missed = [h for h, e in said if isinstance(e, TicketDeadlineMissed) and e.kind == kind]
        assert len(missed) == 1
        assert all(hours < missed[0] for hours in near)
        assert all(9 <= (9 + hours) % 24 < 18 for hours in near)


@pytest.mark.rule("IN-06")
def test_the_clocks_of_the_work_wait_while_the_answer_clock_runs_on() -> None:
    waiting = ticket()
    due = waiting.clocks.due("repair"), waiting.clocks.due("answer")
    waiting.clocks = waiting.clocks.pause_work(reason="customer", now=MONDAY_NINE + timedelta(hours=1))

    waiting.clocks = waiting.clocks.resume_work(reason="customer", now=MONDAY_NINE + timedelta(hours=4))

    later = waiting.clocks.due("repair"), waiting.clocks.due("answer")
    assert later == (due[0] and due[0] + timedelta(hours=3), due[1])
