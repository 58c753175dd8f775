"""Register, vouchers and receipts are reconciled daily (IN-09)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events import dispatch
from libs.common.events.intake import RegisterClosed
from services.intake.register.usecases import expect_close
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

pytestmark = pytest.mark.rule("IN-09")

MONDAY = "2026-03-02"
CLOSES = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECTIONS = ("vouchers_without_entry", "entries_without_voucher", "charges_without_receipt")


async def listed(intake: Intake, section: str, day: str = MONDAY) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await intake.get(f"/register/{day}"))["reconciliation"][section]["items"]
    return items


async def numbers(intake: Intake, section: str, day: str = MONDAY) -> list[str]:
    return [item["number"] for item in await listed(intake, section, day)]


def charge(desk: Desk, charge_id: UUID) -> dict[str, Any]:
    return {**desk.visit_fields(), "charge_id": charge_id, "amount": Decimal("20.00"), "currency": "CNY"}


async def invoiced(desk: Desk, charge_id: UUID, number: str | None = None) -> None:
    await desk.hear(dispatch.ChargeInvoiced(**charge(desk, charge_id), number=number, collector="finance"))


async def test_a_voucher_that_came_back_and_has_no_entry_is_listed_until_it_is_explained(
    intake: Intake,
) -> None:
    stray = {"number": "V20260228-000777", "signed_on": "2026-02-28"}
    assert (await intake.post("agent", "/returned-vouchers", stray))["ticket_id"] is None
    assert await intake.refused("agent", "/returned-vouchers", stray) == "voucher_handed_in"
    assert await numbers(intake, "vouchers_without_entry") == ["V20260228-000777"]

    [found] = (await intake.get("/returned-vouchers?settled=false"))["items"]
    path = f"/returned-vouchers/{found['id']}"
    await intake.refused("agent", f"{path}/settle", {"reason": "废票"}, expect=403)
    settled = await intake.post("service_manager", f"{path}/settle", {"reason": "废票"})

    assert (settled["settled_by"], settled["settled_reason"]) == ("service_manager", "废票")
    assert await numbers(intake, "vouchers_without_entry") == []
    again = await intake.refused("service_manager", f"{path}/settle", {"reason": "x"})
    assert again == "voucher_settled"
    assert (await intake.get("/returned-vouchers?settled=true"))["items"] == [await intake.get(path)]


async def test_a_voucher_whose_entry_was_made_afterwards_is_listed_no_more(intake: Intake) -> None:
    await intake.post("agent", "/returned-vouchers", {"number": "V20260302-000001"})
    assert await numbers(intake, "vouchers_without_entry") == ["V20260302-000001"]

    desk = await Desk.open(intake)

    assert desk.opened["voucher_number"] == "V20260302-000001"
    assert await numbers(intake, "vouchers_without_entry") == []


async def test_a_voucher_handed_in_by_its_number_is_returned_to_its_entry(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.work()
    number = desk.opened["voucher_number"]
    assert await numbers(intake, "entries_without_voucher") == [number]

    handed = await intake.post("agent", "/returned-vouchers", {"number": number})

    assert handed == {"number": number, "ticket_id": str(desk.id)}
    assert (await desk.now())["voucher"]["signed_on"] == MONDAY
    for section in SECTIONS:
        assert await listed(intake, section) == []
    assert await intake.refused("agent", "/returned-vouchers", {"number": number}) == "voucher_returned"


async def test_an_entry_whose_visit_is_over_and_whose_voucher_is_out_is_listed(intake: Intake) -> None:
    await Desk.open(intake)
    report = dict.fromkeys(("cause", "resolution", "customer_opinion", "tests", "hazards"), "x")
    assert (await (await Desk.open(intake)).act("resolve-remote", report))["status"] == "done"
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    assert await listed(intake, "entries_without_voucher") == []
    await desk.hear(desk.completed())
    [entry] = await listed(intake, "entries_without_voucher")
    assert (entry["number"], entry["ticket_id"]) == (desk.opened["voucher_number"], str(desk.id))

    await desk.act("voucher-returned", {"signed_on": MONDAY})
    assert await listed(intake, "entries_without_voucher") == []


async def test_a_charge_without_receipt_is_listed_until_the_receipt_is_heard_of(intake: Intake) -> None:
    desk, late, collected = await Desk.open(intake), uuid4(), uuid4()
    await desk.hear(dispatch.ChargeCollected(**charge(desk, collected), receipt_no="R-1"))
    await invoiced(desk, collected, "INV-1")
    assert await listed(intake, "charges_without_receipt") == []

    await invoiced(desk, late)
    [open_charge] = await listed(intake, "charges_without_receipt")
    assert (open_charge["id"], open_charge["kind"]) == (str(late), "not_invoiced")
    assert (open_charge["amount"], open_charge["ticket_id"]) == (
        {"amount": "20.00", "currency": "CNY"},
        str(desk.id),
    )
    await invoiced(desk, late, "INV-2")
    assert [item["kind"] for item in await listed(intake, "charges_without_receipt")] == ["invoiced"]

    await desk.hear(dispatch.ChargeSettled(**charge(desk, late), receipt_no="R-2"))
    await invoiced(desk, late, "INV-2")
    assert await listed(intake, "charges_without_receipt") == []


async def test_money_collected_without_a_receipt_is_listed(intake: Intake) -> None:
    desk, collected = await Desk.open(intake), uuid4()
    await desk.hear(dispatch.ChargeCollected(**charge(desk, collected), receipt_no=" "))
    assert [item["id"] for item in await listed(intake, "charges_without_receipt")] == [str(collected)]


async def test_a_charge_that_was_waived_needs_no_receipt(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await invoiced(desk, uuid4())
    await desk.act("waive", {"reason": "善意"}, role="service_manager")
    assert await listed(intake, "charges_without_receipt") == []


async def test_it_is_closed_with_the_day_and_told(intake: Intake) -> None:
    async with intake.database.transaction() as session:
        await expect_close(session, after=intake.now)
    desk, owed = await Desk.open(intake), uuid4()
    await desk.work()
    await invoiced(desk, owed)
    await intake.post("agent", "/returned-vouchers", {"number": "V20260228-000777"})
    await intake.move_to(CLOSES)
    before = (await intake.get(f"/register/{MONDAY}"))["reconciliation"]

    await desk.hear(dispatch.ChargeSettled(**charge(desk, owed), receipt_no="R-2"), after=timedelta(hours=1))
    await desk.act("voucher-returned", {"signed_on": MONDAY})

    [event] = await intake.told(RegisterClosed)
    assert [getattr(event, section) for section in SECTIONS] == [1, 1, 1]
    assert (await intake.get(f"/register/{MONDAY}"))["reconciliation"] == before
    await intake.move(days=1)
    tuesday = (await intake.told(RegisterClosed))[-1]
    assert [getattr(tuesday, section) for section in SECTIONS] == [1, 0, 0]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/number"),
        ({"number": " "}, "/number"),
        ({"number": "V1", "signed_on": "2026-03-03"}, "/signed_on"),
        ({"number": "V1", "ticket": "x"}, "/ticket"),
    ],
)
async def test_a_paper_that_cannot_be_is_refused(intake: Intake, body: dict[str, Any], pointer: str) -> None:
    refused = await intake.post("agent", "/returned-vouchers", body, expect=422)
    assert refused["errors"][0]["pointer"] == pointer
