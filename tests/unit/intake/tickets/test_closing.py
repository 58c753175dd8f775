"""How a ticket ends and begins again."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.intake import TicketClosed, TicketReopened
from libs.common.web.problems import Refusal
from services.intake.tickets import closing, refusals
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketComplaint
from tests.unit.intake.tickets.examples import MONDAY_NINE, complaint, ticket, visit

IN_ORDER = ["complaint_open", "work_open", "voucher_missing", "charge_open", "customer_not_told"]


def finished(**changes: Any) -> Ticket:
    """Visited, repaired, voucher back, customer told."""
    ready: dict[str, Any] = {
        "visited": True,
        "done_at": MONDAY_NINE,
        "voucher_signed_on": date(2026, 11, 23),
        "told_at": MONDAY_NINE,
        "status": "done",
    }
    return ticket(**(ready | changes))


@pytest.mark.rule("IN-16", "IN-10")
@given(st.sets(st.sampled_from(IN_ORDER)))
def test_closing_names_the_first_thing_that_is_open(still_open: set[str]) -> None:
    ended = finished(
        voucher_signed_on=None if "voucher_missing" in still_open else date(2026, 11, 23),
        charge_state="due" if "charge_open" in still_open else "settled",
        told_at=None if "customer_not_told" in still_open else MONDAY_NINE,
    )
    visits = [visit(ended, "working" if "work_open" in still_open else "completed")]
    complaints = [complaint(ended, still_open="complaint_open" in still_open)]

    try:
        closing.close(ended, outcome="repaired", visits=visits, complaints=complaints, now=MONDAY_NINE)
        said = None
    except Refusal as refusal:
        said = refusal.code

    assert said == next((code for code in IN_ORDER if code in still_open), None)
    assert (ended.status == "closed") is (said is None)


@pytest.mark.rule("IN-03", "IN-16", "PO-18")
@pytest.mark.parametrize(
    ("kind", "outcome", "told", "open_"),
    [
        ("consultation", "answered", False, True),
        ("consultation", "answered", True, False),
        ("repair", "answered", True, True),
        ("return", "refunded", True, False),
        ("exchange", "exchanged", True, False),
        ("exchange", "repaired", True, True),
        ("repair", "refunded", True, True),
    ],
)
def test_what_nobody_goes_out_for_is_done_by_telling_or_by_closing(
    kind: str, outcome: str, *, told: bool, open_: bool
) -> None:
    mine = ticket(kind=kind, field_work=kind == "repair", told_at=MONDAY_NINE if told else None)

    try:
        closing.close(mine, outcome=outcome, visits=[], complaints=[], now=MONDAY_NINE)
        said = None
    except Refusal as refusal:
        said = refusal.code

    assert said == ("work_open" if open_ else None)


@pytest.mark.rule("IN-16")
def test_work_that_was_consented_to_and_never_charged_keeps_the_ticket_open() -> None:
    paid = finished(bought="2020-01-01", consent={"given": True})

    with pytest.raises(refusals.ChargeOpen):
        closing.close(paid, outcome="repaired", visits=[], complaints=[], now=MONDAY_NINE)

    closing.waive_charge(paid, reason="goodwill")
    closing.close(paid, outcome="repaired", visits=[], complaints=[], now=MONDAY_NINE)
    assert paid.status == "closed"


@pytest.mark.rule("IN-16", "DI-18")
@pytest.mark.parametrize("outcome", ["repaired", "answered", "cancelled_by_customer"])
def test_nothing_closes_while_the_unit_is_away(outcome: str) -> None:
    away = finished(unit_place="workshop")
    with pytest.raises(refusals.WorkOpen):
        closing.close(away, outcome=outcome, visits=[], complaints=[], now=MONDAY_NINE)


@pytest.mark.rule("IN-10")
@pytest.mark.parametrize("still_open", [True, False])
def test_a_ticket_ends_in_no_way_over_an_open_complaint(*, still_open: bool) -> None:
    """Neither closed, nor declined, nor cancelled."""
    ways: list[Callable[[Ticket, list[TicketComplaint]], object]] = [
        lambda one, cases: closing.close(
            one, outcome="repaired", visits=[], complaints=cases, now=MONDAY_NINE
        ),
        lambda one, cases: closing.decline(one, complaints=cases, now=MONDAY_NINE),
        lambda one, cases: closing.cancel(one, reason="x", visits=[], complaints=cases, now=MONDAY_NINE),
    ]
    for ends, one in zip(ways, (finished(), finished(), ticket()), strict=True):
        cases = [complaint(one, still_open=False), complaint(one, still_open=still_open)]
        if still_open:
            with pytest.raises(refusals.ComplaintOpen):
                ends(one, cases)
        else:
            ends(one, cases)
        assert one.ended is not still_open


@pytest.mark.rule("IN-16")
def test_a_refused_quote_closes_as_declined_without_voucher_or_telling() -> None:
    refused = ticket(bought="2020-01-01", visited=True)

    [closed] = closing.decline(refused, complaints=[], now=MONDAY_NINE)

    assert isinstance(closed, TicketClosed)
    assert (closed.outcome, closed.charged, refused.status) == ("declined", Decimal(0), "closed")


@pytest.mark.rule("IN-16")
def test_each_closing_is_a_resolution_of_its_own() -> None:
    again = finished()
    closing.close(again, outcome="repaired", visits=[], complaints=[], now=MONDAY_NINE)
    closing.reopen(again, reason="not fixed", same_fault=True, within_days=30, now=MONDAY_NINE)

    [closed] = closing.decline(again, complaints=[], now=MONDAY_NINE)

    assert isinstance(closed, TicketClosed)
    assert closed.resolution == 2


@pytest.mark.rule("IN-16")
@given(
    days=st.integers(0, 60),
    outcome=st.sampled_from(["repaired", "replaced", "declined"]),
    same_fault=st.booleans(),
)
def test_the_same_fault_within_the_period_is_a_repeat_repair(
    days: int, outcome: str, *, same_fault: bool
) -> None:
    closed = finished(status="closed", outcome=outcome, closed_at=MONDAY_NINE)

    [reopened] = closing.reopen(
        closed,
        reason="again",
        same_fault=same_fault,
        within_days=30,
        now=MONDAY_NINE + timedelta(days=days),
    )

    assert isinstance(reopened, TicketReopened)
    assert reopened.repeat_repair is (same_fault and outcome == "repaired" and days <= 30)
    assert (closed.status, closed.told_at, closed.voucher_signed_on) == ("open", None, None)
    assert (closed.done_at, closed.visited) == (None, False)
