"""A ticket for the wrong customer or unit goes to the right ones (IN-01, IN-04, IN-11, PO-17)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from libs.common.events import dispatch
from libs.common.events import intake as events
from libs.common.ids import new_id
from services.intake.tickets.models import Ticket
from services.intake.units.models import UnitRepair
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

LI: dict[str, Any] = {
    "name": "李娜",
    "tier": "key",
    "contacts": [{"type": "phone", "value": "139 0013 9000"}],
    "addresses": [{"text": "上海市静安区愚园路 2 号", "lat": 31.25, "lon": 121.44}],
}


async def right_one(intake: Intake, *, card: str | None = None, **unit: Any) -> tuple[str, str]:
    """The customer who really called, and the unit it is about."""
    customer = await told.customer(intake.agent, **LI, card=card)
    owned = await told.unit(intake.agent, customer["id"], **{"serial": "SN-2", **unit})
    return customer["id"], owned["id"]


async def moved(desk: Desk, customer: str, unit: str | None = None, **more: Any) -> dict[str, Any]:
    body = {"customer_id": customer, "unit_id": unit, "reason": "登记错客户", **more}
    return await desk.act("reassign", {name: value for name, value in body.items() if value is not None})


async def history(intake: Intake, customer: str) -> list[str]:
    items = (await intake.get(f"/customers/{customer}/timeline"))["items"]
    return [item["type"] for item in items]


@pytest.mark.rule("PO-17", "IN-11")
async def test_it_is_decided_as_of_the_request_and_says_whose_it_was(intake: Intake) -> None:
    """On the day of the request the right unit was in warranty, when it is moved it isn't any more."""
    desk = await Desk.open(intake, bought="2020-01-01")
    assert desk.opened["service_type"] == "A"
    customer, unit = await right_one(intake, purchase_date="2025-03-02")
    await intake.move(days=1)

    ticket = await moved(desk, customer, unit)

    assert (ticket["status_code"], ticket["customer_id"], ticket["unit_id"]) == (200, customer, unit)
    assert (ticket["service_type"], ticket["entitlement"]["in_warranty"]) == ("C", True)
    assert (ticket["number"], ticket["opened_at"]) == (desk.opened["number"], desk.opened["opened_at"])
    [before] = ticket["reassigned"]
    assert before == {
        "from_customer_id": desk.opened["customer_id"],
        "from_unit_id": desk.opened["unit_id"],
        "reason": "登记错客户",
        "by": "agent",
        "at": before["at"],
    }
    asked = {"category": "refrigerator", "purchase_date": "2025-03-02", "as_of": "2026-03-02"}
    fresh = await intake.post("agent", "/entitlements/check", {**asked, "dispute_defect": True})
    assert ticket["entitlement"]["rules"] == fresh["rules"]
    decisions = (await intake.get(f"/tickets/{desk.id}/entitlements"))["items"]
    assert [decision["service_type"] for decision in decisions] == ["C", "A"]


@pytest.mark.rule("PO-16", "PO-17")
async def test_uses_of_a_benefit_count_as_of_the_request(intake: Intake) -> None:
    home = LI["addresses"][0]["text"]
    customer, unit = await right_one(intake, category="air_conditioner", card="gold")
    use = {"unit_id": unit, "address": home, "benefit": "cleaning"}
    await intake.post("agent", "/benefits", use)
    await intake.move(minutes=1)
    desk = await Desk.open(intake)
    await intake.move(minutes=1)
    await intake.post("agent", "/benefits", use)

    assert (await moved(desk, customer, unit))["status_code"] == 200

    async with intake.database.transaction() as session:
        facts = (await session.get_one(Ticket, desk.id)).facts
    assert facts is not None
    assert facts["household_benefits_used"] == 1


@pytest.mark.rule("IN-11")
async def test_both_histories_tell_it_and_only_the_right_one_goes_on(intake: Intake) -> None:
    desk = await Desk.open(intake)
    wrong = desk.opened["customer_id"]
    await intake.hear_itself()
    assert "TicketOpened" in await history(intake, wrong)
    customer, unit = await right_one(intake)
    await moved(desk, customer, unit)
    await desk.act("notify", {"channel": "phone", "text": "明天到"})
    await intake.hear_itself()
    right, left = await history(intake, customer), await history(intake, wrong)
    assert {"CustomerNotified", "TicketReassigned", "TicketOpened"} <= set(right)
    assert left.count("TicketReassigned") == 1
    assert {"CustomerNotified", "TicketOpened"}.isdisjoint(left)
    back = {"customer_id": wrong, "unit_id": desk.opened["unit_id"], "reason": "原来没错"}
    assert (await desk.act("reassign", back))["status_code"] == 200
    await intake.hear_itself()
    assert "TicketOpened" in await history(intake, wrong)
    assert "TicketOpened" not in await history(intake, customer)


@pytest.mark.rule("IN-06")
async def test_the_clocks_are_those_of_the_right_product_less_what_was_used(intake: Intake) -> None:
    """Under contract somebody comes within hours; the answer that was given stays given."""
    desk = await Desk.open(intake)
    customer, unit = await right_one(intake)
    await told.contract(intake.agent, {"customer_id": customer, "id": unit}, response_hours=3)
    await intake.move(minutes=30)
    call = {
        "channel": "phone",
        "direction": "outbound",
        "kind": "repair",
        "content": "会来",
        "answered": True,
    }
    await told.created(intake.agent, "/intake/v1/contacts", call | {"ticket_id": str(desk.id)})

    ticket = await moved(desk, customer, unit)

    clocks = {clock["kind"]: clock for clock in ticket["deadlines"]}
    opened_at = datetime.fromisoformat(ticket["opened_at"])
    assert ticket["service_type"] == "B"
    assert (datetime.fromisoformat(clocks["arrive"]["due_at"]) - opened_at).total_seconds() == 3 * 3600
    assert clocks["answer"]["state"] == "met"
    [event] = await intake.told(events.TicketReassigned)
    assert (event.under_contract, event.key_customer, event.serial) == (True, True, "SN-2")
    assert event.arrive_by == datetime.fromisoformat(clocks["arrive"]["due_at"])


@pytest.mark.rule("IN-01", "IN-11")
async def test_calls_and_the_place_of_the_work_are_the_right_customers(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer, unit = await right_one(intake)
    call = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "不制冷"}
    contact = await told.created(intake.agent, "/intake/v1/contacts", call | {"ticket_id": str(desk.id)})
    assert contact["customer_id"] == desk.opened["customer_id"]
    await moved(desk, customer, unit)
    assert (await intake.get(f"/contacts/{contact['id']}"))["customer_id"] == customer
    [linked] = await intake.told(events.ContactLinked)
    assert (str(linked.customer_id), linked.ticket_id) == (customer, desk.id)
    [event] = await intake.told(events.TicketReassigned)
    assert (event.latitude, event.longitude) == (31.25, 121.44)
    found = (await intake.get("/tickets?phone=13900139000"))["items"]
    assert [ticket["id"] for ticket in found] == [str(desk.id)]
    assert (await intake.get("/tickets?phone=13800138000"))["items"] == []


async def test_a_place_that_is_no_home_of_the_wrong_customer_stays(intake: Intake) -> None:
    office = {"address": "上海市浦东新区世纪大道 3 号", "lat": 31.22, "lon": 121.54}
    desk = await Desk.open(intake, location=office)
    await moved(desk, *await right_one(intake))
    [event] = await intake.told(events.TicketReassigned)
    assert (event.latitude, event.longitude) == (31.22, 121.54)


@pytest.mark.rule("PO-05")
async def test_work_is_internal_where_the_right_unit_is_the_companys(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer, sold = await right_one(intake)
    kept = await told.unit(intake.agent, customer, serial="SN-3", internal_purpose="display")

    for unit, decided in ((kept["id"], ("D", True, "display")), (sold, ("C", False, None))):
        ticket = await moved(desk, customer, unit)
        assert (ticket["service_type"], ticket["internal"], ticket["internal_purpose"]) == decided


@pytest.mark.rule("PO-05")
async def test_what_the_work_was_said_to_be_for_stays_so(intake: Intake) -> None:
    desk = await Desk.open(intake, internal_purpose="publicity")
    ticket = await moved(desk, *await right_one(intake))
    assert (ticket["service_type"], ticket["internal_purpose"]) == ("D", "publicity")


@pytest.mark.rule("PO-11")
async def test_the_repair_is_the_right_units(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await intake.hear_itself()
    customer, unit = await right_one(intake)
    await moved(desk, customer, unit)
    await intake.hear_itself()
    async with intake.database.transaction() as session:
        repairs = (await session.execute(select(UnitRepair.ticket_id, UnitRepair.unit_id))).all()
    assert [tuple(repair) for repair in repairs] == [(desk.id, UUID(unit))]


@pytest.mark.rule("PO-03")
async def test_a_price_that_was_only_quoted_is_forgotten(intake: Intake) -> None:
    desk = await Desk.open(intake, bought="2020-01-01")
    quoted = await desk.act("quote", QUOTE)
    assert quoted["status"] == "quoted"
    customer, unit = await right_one(intake)
    ticket = await moved(desk, customer, unit)
    assert (ticket["status"], ticket["quote"], ticket["service_type"]) == ("open", None, "C")
    assert {clock["state"] for clock in ticket["deadlines"]} <= {"running", "near"}


@pytest.mark.rule("PO-03", "IN-16")
async def test_what_was_agreed_charged_or_worked_on_stays_where_it_is(intake: Intake) -> None:
    customer, unit = await right_one(intake)
    agreed = await Desk.open(intake, bought="2020-01-01")
    await agreed.act("quote", QUOTE)
    await agreed.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    assert (await moved(agreed, customer, unit))["code"] == "agreed_before"
    charged = await Desk.open(intake)
    charge = dispatch.ChargeInvoiced(
        **charged.visit_fields(),
        charge_id=new_id(),
        amount=Decimal(80),
        currency="CNY",
        number="F-1",
        collector="finance",
    )
    await charged.hear(charge)
    assert (await moved(charged, customer, unit))["code"] == "agreed_before"
    worked = await Desk.open(intake)
    await worked.hear(dispatch.VisitStarted(**worked.visit_fields()))
    assert (await moved(worked, customer, unit))["code"] == "worked_on_before"
    ended = await Desk.open(intake)
    await ended.act("cancel", {"reason": "误报"})
    assert (await moved(ended, customer, unit))["code"] == "ticket_ended"
    assert await intake.told(events.TicketReassigned) == []


@pytest.mark.rule("IN-04")
async def test_what_is_not_known_of_the_right_customers_unit_is_named(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer, _ = await right_one(intake)
    refused = await moved(desk, customer)
    assert (refused["status_code"], refused["errors"][0]["pointer"]) == (422, "/unit_id")
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    ticket = await moved(desk, customer, unknown=unknown)
    assert (ticket["status_code"], ticket["unit_id"], ticket["service_type"]) == (200, None, "A")
    assert ticket["unknown"] == unknown


async def test_it_has_to_be_another_owners_and_the_unit_its_own(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer, unit = await right_one(intake)
    own_customer, own_unit = desk.opened["customer_id"], desk.opened["unit_id"]
    cases: list[tuple[str, str | None, str]] = [
        (own_customer, own_unit, "same_owner"),
        (customer, own_unit, "unknown_unit"),
        (customer, str(uuid4()), "unknown_unit"),
        (str(uuid4()), None, "unknown_customer"),
    ]
    for asked_customer, asked_unit, code in cases:
        refused = await moved(desk, asked_customer, asked_unit)
        assert (refused["status_code"], refused["errors"][0]["code"]) == (422, code)
    assert (await moved(desk, customer, unit, reason=""))["status_code"] == 422
    body = {"customer_id": customer, "unit_id": unit, "reason": "x"}
    assert (await desk.act("reassign", body, role="dispatcher"))["status_code"] == 403


@pytest.mark.rule("IN-19")
async def test_a_data_bearing_unit_that_was_sent_in_needs_its_backup_confirmed(intake: Intake) -> None:
    desk = await Desk.open(intake, sent_in=True)
    customer, unit = await right_one(intake, category="pc")
    assert (await moved(desk, customer, unit))["code"] == "backup_needed"
