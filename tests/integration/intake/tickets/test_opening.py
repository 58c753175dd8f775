"""Opening a ticket and finding it again."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

NEW: dict[str, Any] = {
    "customer": told.CUSTOMER,
    "unit": told.UNIT,
    "kind": "repair",
    "fault": {"text": "不制冷"},
}


async def refused(intake: Intake, body: dict[str, Any]) -> list[str]:
    answer = await intake.agent.post("/intake/v1/tickets", json=body)
    assert answer.status_code == 422, answer.text
    return sorted(error["pointer"] for error in answer.json()["errors"])


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.rule("IN-04")
@pytest.mark.parametrize("name", ["model", "specification", "purchase_date", "purchase_place"])
async def test_a_fact_is_given_or_named_as_unknown(intake: Intake, name: str) -> None:
    body = NEW | {"unit": without(told.UNIT, name)}

    assert await refused(intake, body) == [f"/unit/{name}"]
    opened = await told.created(intake.agent, "/intake/v1/tickets", body | {"unknown": [name]})

    assert opened["unknown"] == [name]


@pytest.mark.rule("IN-04")
async def test_phone_and_address_of_the_customer_are_asked_for(intake: Intake) -> None:
    nobody = told.CUSTOMER | {"contacts": [], "addresses": []}

    assert await refused(intake, NEW | {"customer": nobody}) == ["/customer/addresses", "/customer/contacts"]
    assert await refused(intake, without(NEW, "customer")) == ["/customer_id"]
    assert await refused(intake, without(NEW, "unit")) == ["/unit_id"]


@pytest.mark.rule("IN-04")
@pytest.mark.parametrize("name", ["customer", "unit"])
async def test_who_and_what_is_told_in_one_way(intake: Intake, name: str) -> None:
    """Nobody has to guess which of two customers, or units, was meant."""
    twice = NEW | {f"{name}_id": "0199a1b2-0000-7000-8000-000000000001"}
    assert await refused(intake, twice) == [f"/{name}"]


@pytest.mark.rule("IN-04")
@pytest.mark.parametrize(
    ("fact", "field"), [("name", "name"), ("phone", "contacts"), ("address", "addresses")]
)
async def test_what_the_customer_did_not_say_may_be_left_out(intake: Intake, fact: str, field: str) -> None:
    body = NEW | {"customer": without(told.CUSTOMER, field)}

    assert await refused(intake, body) == [f"/customer/{field}"]
    opened = await told.created(intake.agent, "/intake/v1/tickets", body | {"unknown": [fact]})

    assert opened["unknown"] == [fact]


async def test_another_customers_unit_is_refused(intake: Intake) -> None:
    mine, other = await told.customer(intake.agent), await told.customer(intake.agent)
    unit = await told.unit(intake.agent, other["id"])

    body = without(NEW, "customer", "unit") | {"customer_id": mine["id"], "unit_id": unit["id"]}

    assert await refused(intake, body) == ["/unit_id"]


@pytest.mark.rule("IN-05")
async def test_a_ticket_is_found_by_all_that_a_caller_can_name(intake: Intake) -> None:
    other = await told.created(
        intake.agent,
        "/intake/v1/tickets",
        NEW
        | {
            "customer": told.CUSTOMER
            | {"name": "李四", "contacts": [{"type": "phone", "value": "13900139000"}]}
        }
        | {"unit": told.UNIT | {"serial": "SN-2"}, "fault": {"text": "漏水"}},
    )
    one = await told.created(intake.agent, "/intake/v1/tickets", NEW)

    async def found(**query: str) -> list[str]:
        answer = await intake.agent.get("/intake/v1/tickets", params=query)
        return [ticket["id"] for ticket in answer.json()["items"]]

    assert await found() == [one["id"], other["id"]]
    for query in (
        {"number": one["number"]},
        {"number": one["voucher_number"]},
        {"phone": "138-0013-8000"},
        {"serial": "SN-1"},
        {"q": "王芳"},
        {"q": "制冷 王"},
        {"q": one["number"][-6:]},
        {"q": "+8613800138000"},
        {"customer_id": one["customer_id"]},
    ):
        assert await found(**query) == [one["id"]], query
    today, tomorrow, yesterday = "2026-03-02", "2026-03-03", "2026-03-01"
    assert len(await found(opened_from=today, opened_to=today)) == 2
    assert await found(opened_from=tomorrow) == await found(opened_to=yesterday) == []
    wrong = (await intake.agent.get("/intake/v1/tickets", params={"opened_to": "2026-02-30"})).json()
    assert [error["pointer"] for error in wrong["errors"]] == ["/opened_to"]
    assert one["number"][1:9] == one["voucher_number"][1:9] == "20260302"


@pytest.mark.rule("IN-05")
async def test_numbers_are_unique_and_carry_the_sites_day(intake: Intake) -> None:
    """Half past midnight in Shanghai is still the day before in Greenwich."""
    await intake.move_to(datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    opened = [await told.ticket(intake.agent, customer["id"], unit["id"]) for _ in range(3)]
    for name, letter in (("number", "T"), ("voucher_number", "V")):
        numbers = [ticket[name] for ticket in opened]
        assert len(set(numbers)) == 3
        assert all(re.fullmatch(rf"{letter}20260303-\d{{6}}", number) for number in numbers)


@pytest.mark.rule("PO-17", "XC-02")
async def test_the_decision_is_stored_and_told_with_the_ticket(intake: Intake) -> None:
    desk = await Desk.open(intake)

    [event] = await intake.told(events.TicketOpened)

    decision = desk.opened["entitlement"]
    assert (event.service_type, event.ready, event.field_work) == ("C", True, True)
    assert (decision["pack"], decision["cost_bearer"], decision["seller_must_prove"]) == (
        "appliance",
        "maker",
        True,
    )
    assert all(rule["because"] for rule in decision["rules"])
    assert (await desk.now())["entitlement"] == decision


@pytest.mark.rule("IN-03")
async def test_a_consultation_is_free_even_for_a_stranger(intake: Intake) -> None:
    stranger = told.CUSTOMER | {"addresses": []}

    body = {"customer": stranger, "kind": "consultation", "fault": {"text": "怎么除霜"}}
    opened = await told.created(intake.agent, "/intake/v1/tickets", body)

    assert (opened["service_type"], opened["ready"]) == ("C", True)
    assert [deadline["kind"] for deadline in opened["deadlines"]] == ["answer"]


@pytest.mark.rule("PO-05")
async def test_work_for_the_company_itself_is_type_d(intake: Intake) -> None:
    desk = await Desk.open(intake, internal=True, bought="2019-01-01")

    assert (desk.opened["service_type"], desk.opened["entitlement"]["cost_bearer"]) == ("D", "internal")


@pytest.mark.rule("PO-04")
async def test_a_contract_makes_it_type_b_with_its_own_response_time(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2020-01-01")
    await told.contract(intake.agent, unit, response_hours=5)

    opened = await told.ticket(intake.agent, customer["id"], unit["id"])

    arrive = next(deadline for deadline in opened["deadlines"] if deadline["kind"] == "arrive")
    assert opened["service_type"] == "B"
    assert arrive["seconds_left"] == timedelta(hours=5).total_seconds()


@pytest.mark.rule("IN-17")
async def test_the_voucher_is_a_pdf_with_its_number(intake: Intake) -> None:
    desk = await Desk.open(intake)

    answer = await intake.agent.get(f"{desk.path}/voucher")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert desk.opened["voucher_number"].encode() in answer.content
