"""What of the ladder is written on a ticket, and which clocks are still read when it has ended."""

from datetime import timedelta

import pytest

from libs.common.events.intake import TicketUpdated
from services.intake.tickets import alarms, closing, ladder
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
