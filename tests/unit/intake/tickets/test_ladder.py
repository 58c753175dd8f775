"""What of the ladder is written on a ticket, and which clocks are still read when it has ended."""

from datetime import timedelta

import pytest

from libs.common.events.intake import TicketUpdated
from services.intake.tickets import alarms, chasing, closing, ladder
from tests.unit.intake.tickets.examples import MONDAY_NINE, pack, ticket

LATER = MONDAY_NINE + timedelta(hours=30)


@pytest.mark.rule("IN-07")
def test_every_step_is_written_with_its_time_and_whom_it_went_to() -> None:
    forgotten = ticket(category="pc")
    happened = alarms.ring(forgotten, pack=pack(forgotten), now=MONDAY_NINE + timedelta(days=3))

    steps = ladder.written([*happened, TicketUpdated(reason="other news")], at=LATER, by="service:intake")

    assert {step["name"] for step in steps} == {"missed", "chased", "escalated"}
    assert {step["clock"] for step in steps if step["name"] == "missed"} == {"answer", "arrive", "repair"}
    assert [step["to"] for step in steps if step["name"] == "chased"] == [["customer_service"]]
    assert {step["at"] for step in steps} == {LATER.isoformat().replace("+00:00", "Z")}


@pytest.mark.rule("IN-07")
def test_warning_breach_and_all_that_follows_are_written_in_order() -> None:
    forgotten, steps = ticket(), []
    for hours in (8, 24, 72, 96):
        now = MONDAY_NINE + timedelta(hours=hours)
        steps += ladder.written(alarms.ring(forgotten, pack=pack(forgotten), now=now), at=now, by="clock")
    steps += ladder.written(chasing.answer(forgotten, text="周四"), at=LATER, by="manager")

    told = [(step["name"], step["clock"], step["to"], step["reason"]) for step in steps]
    assert told == [
        ("near", "answer", [], None),
        ("missed", "answer", [], None),
        ("escalated", None, ["service_manager"], "answer missed"),
        ("chased", None, ["customer_service"], None),
        ("escalated", None, ["department_manager", "quality"], "no answer from customer_service"),
        ("answered", None, [], "周四"),
    ]
    assert [step["by"] for step in steps] == [*["clock"] * 5, "manager"]


@pytest.mark.rule("IN-06")
def test_an_ended_ticket_still_shows_what_was_missed() -> None:
    late = ticket(category="pc")

    closing.cancel(late, reason="moved away", visits=[], complaints=[], now=LATER)

    assert {one["kind"]: one["state"] for one in late.clocks.shown(LATER + timedelta(days=9))} == {
        "answer": "missed",
        "arrive": "missed",
        "repair": "missed",
    }


@pytest.mark.rule("IN-06")
def test_closing_answers_and_forgets_clocks_that_no_longer_matter() -> None:
    soon = MONDAY_NINE + timedelta(hours=1)
    declined = ticket(category="pc", bought="2015-01-01")

    closing.decline(declined, complaints=[], now=soon)

    assert [(one["kind"], one["state"]) for one in declined.clocks.shown(soon)] == [("answer", "met")]
