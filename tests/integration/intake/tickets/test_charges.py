"""What was charged is paid, or waived by what was known of it (IN-16)."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events import dispatch
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


def charge(desk: Desk, charge_id: UUID) -> dict[str, Any]:
    return {**desk.visit_fields(), "charge_id": charge_id, "amount": Decimal("20.00"), "currency": "CNY"}


async def invoiced(desk: Desk, charge_id: UUID) -> None:
    """A charge each time of another visit's events, as their order doesn't matter here."""
    event = dispatch.ChargeInvoiced(**charge(desk, charge_id), number=None, collector="finance")
    await desk.hear(event, subject=uuid4())


async def settled(desk: Desk, charge_id: UUID) -> None:
    await desk.hear(dispatch.ChargeSettled(**charge(desk, charge_id), receipt_no="R-1"), subject=uuid4())


async def state(desk: Desk) -> tuple[str, str]:
    found = (await desk.now())["charge"]
    return found["state"], found["amount"]["amount"]


async def waive(desk: Desk) -> dict[str, Any]:
    return await desk.act("waive", {"reason": "善意"}, role="service_manager")


async def finished(intake: Intake) -> Desk:
    desk = await Desk.open(intake)
    await desk.work()
    await desk.act("voucher-returned", {"signed_on": "2026-03-02"})
    await desk.act("notify", {"channel": "phone", "text": "修好了"})
    return desk


@pytest.mark.rule("IN-16")
async def test_a_waiver_holds_for_what_was_known_and_a_later_charge_is_open_again(intake: Intake) -> None:
    desk, first, later = await finished(intake), uuid4(), uuid4()
    await invoiced(desk, first)
    assert (await waive(desk))["charge"]["state"] == "waived"
    await invoiced(desk, first)
    assert await state(desk) == ("waived", "20.00")

    await invoiced(desk, later)
    refused = await desk.act("close", {"outcome": "repaired"})
    again = await waive(desk)
    closed = await desk.act("close", {"outcome": "repaired"})

    assert (refused["status_code"], refused["code"]) == (409, "charge_open")
    assert (again["charge"]["state"], closed["status"]) == ("waived", "closed")


@pytest.mark.rule("IN-16")
async def test_a_later_charge_that_is_paid_leaves_nothing_open(intake: Intake) -> None:
    desk, first, later = await finished(intake), uuid4(), uuid4()
    await invoiced(desk, first)
    await waive(desk)
    await invoiced(desk, later)
    assert (await state(desk))[0] == "due"

    await settled(desk, later)
    assert (await state(desk))[0] == "waived"
    await settled(desk, first)

    assert await state(desk) == ("settled", "40.00")
    assert (await waive(desk))["code"] == "nothing_to_waive"


@pytest.mark.rule("IN-16")
async def test_a_waiver_of_work_not_charged_yet_covers_no_charge_that_is_made_after_all(
    intake: Intake,
) -> None:
    desk = await Desk.open(intake, bought="2019-01-01")
    line = {"kind": "labour", "name": "x", "quantity": 1}
    quote = {"lines": [{**line, "unit_price": {"amount": "80.00", "currency": "CNY"}}]}
    await desk.act("quote", quote)
    await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    await desk.work()
    assert (await waive(desk))["charge"]["state"] == "waived"

    await invoiced(desk, uuid4())

    assert await state(desk) == ("due", "20.00")


@pytest.mark.rule("IN-16")
@pytest.mark.parametrize(("same_fault", "repeat"), [(None, True), (True, True), (False, False)])
async def test_only_the_same_fault_makes_it_a_repeat_repair(
    intake: Intake, same_fault: bool | None, *, repeat: bool
) -> None:
    desk = await finished(intake)
    await desk.act("close", {"outcome": "repaired"})

    reopened = await desk.act("reopen", {"reason": "坏了", "same_fault": same_fault})

    assert reopened["repeat_repair"] is repeat


@pytest.mark.rule("IN-16")
async def test_what_was_paid_stays_so_whatever_is_heard_after(intake: Intake) -> None:
    desk, paid = await finished(intake), uuid4()
    await settled(desk, paid)
    await invoiced(desk, paid)
    assert await state(desk) == ("settled", "20.00")
    assert (await desk.act("close", {"outcome": "repaired"}))["status"] == "closed"
