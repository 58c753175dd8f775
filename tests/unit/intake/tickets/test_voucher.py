"""Who signs the voucher, and in which order (IN-17)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.intake import VoucherCountersigned, VoucherReturned
from libs.common.web.problems import Refusal
from services.intake.tickets import refusals, voucher
from services.intake.tickets.models import Ticket
from tests.unit.intake.tickets.examples import MONDAY_NINE, ticket

MONDAY = MONDAY_NINE.date()


def visited(**changes: Any) -> Ticket:
    done: dict[str, Any] = {"visited": True, "done_at": MONDAY_NINE, "finished_on_the_spot": True}
    return ticket(**(done | changes))


def countersign(one: Ticket, *, at: datetime = MONDAY_NINE) -> list[Any]:
    began = at - timedelta(hours=2)
    return voucher.countersign(one, by="manager", at=at, started_at=began, ended_at=at, content="x")


def come_back(one: Ticket, *, signed_on: date = MONDAY) -> list[Any]:
    return voucher.come_back(one, signed_on=signed_on, scan=None)


@pytest.mark.rule("IN-17")
def test_a_voucher_comes_back_once_and_only_after_a_visit() -> None:
    returned = visited()

    with pytest.raises(refusals.VoucherNotNeeded):
        come_back(ticket())
    [event] = come_back(returned)
    with pytest.raises(refusals.VoucherReturnedBefore):
        come_back(returned)

    assert isinstance(event, VoucherReturned)
    assert returned.voucher_signed_on == MONDAY


@pytest.mark.rule("IN-17")
@pytest.mark.parametrize("on_the_spot", [True, None])
def test_what_was_finished_on_the_spot_is_never_countersigned(on_the_spot: bool | None) -> None:
    """None: a visit that was completed before this was kept."""
    there = visited(finished_on_the_spot=on_the_spot)

    with pytest.raises(refusals.SignedOnTheSpot):
        countersign(there)
    assert voucher.approved(there, by="manager", at=MONDAY_NINE) == []

    come_back(there)


@pytest.mark.rule("IN-17")
def test_from_the_workshop_the_manager_signs_once() -> None:
    later = visited(finished_on_the_spot=False)

    [event] = countersign(later)
    with pytest.raises(refusals.VoucherCountersignedBefore):
        countersign(later)
    come_back(later)

    assert isinstance(event, VoucherCountersigned)
    assert (later.voucher_countersigned or {})["content"] == "x"


@pytest.mark.rule("IN-17")
def test_the_report_that_a_manager_approved_is_countersigned_with_it() -> None:
    later = visited(finished_on_the_spot=False)

    [event] = voucher.approved(later, by="manager", at=MONDAY_NINE)
    come_back(later)

    assert event == VoucherCountersigned(voucher_number=later.voucher_number, by="manager")


@pytest.mark.rule("IN-17")
@given(
    st.lists(st.sampled_from(["countersign", "approve", "come back"]), max_size=6),
    st.booleans(),
)
def test_whatever_is_tried_each_signs_once_and_a_missing_name_is_told(
    acts: list[str], on_the_spot: bool
) -> None:
    one, done = visited(finished_on_the_spot=on_the_spot), []
    for act in acts:
        try:
            if act == "countersign":
                done += countersign(one)
            elif act == "approve":
                done += voucher.approved(one, by="manager", at=MONDAY_NINE)
            else:
                done += come_back(one)
        except Refusal:
            continue

    names = [type(event).__name__ for event in done]
    assert len(set(names)) == len(names)
    assert not (on_the_spot and "VoucherCountersigned" in names)
    for event in done:
        if isinstance(event, VoucherReturned):
            signed_first = "VoucherCountersigned" in names[: names.index("VoucherReturned")]
            assert event.countersign_missing is not (on_the_spot or signed_first)
