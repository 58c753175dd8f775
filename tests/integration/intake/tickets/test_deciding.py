"""What a ticket's decision is made with, and as of which day (PO-04, PO-08, PO-11, PO-16)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

HOME = told.CUSTOMER["addresses"][0]["text"]


@pytest.mark.rule("PO-08", "PO-17")
async def test_a_finding_is_decided_as_of_the_day_of_the_request(intake: Intake) -> None:
    """A refrigerator's last day in warranty: what is found two days later doesn't make it out of period."""
    desk = await Desk.open(intake, bought="2025-03-02")
    assert desk.opened["service_type"] == "C"
    await intake.move(days=2)

    await desk.hear(dispatch.ExclusionFound(**desk.visit_fields(), findings=["packaging"], text="box"))

    assert (await desk.now())["entitlement"]["excluded_by"] == ["packaging"]


@pytest.mark.rule("PO-08", "IN-06")
async def test_the_repair_waits_for_the_customer_once_it_is_found_to_be_paid(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc")
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    async def waits_for() -> list[str | None]:
        return [clock["waits_for"] for clock in (await desk.now())["deadlines"] if clock["kind"] == "repair"]

    await desk.hear(dispatch.ExclusionFound(**desk.visit_fields(), findings=["housing"], text="scratch"))
    assert await waits_for() == [None]
    await desk.hear(dispatch.ExclusionFound(**desk.visit_fields(), findings=["liquid"], text="water"))
    assert await waits_for() == ["customer"]


@pytest.mark.rule("PO-11")
async def test_a_component_replaced_before_is_covered_by_its_own_clock(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2024-03-02")
    replaced = {"name": "Fan", "replaced_on": "2025-09-01"}
    await intake.agent.post(f"/intake/v1/units/{unit['id']}/components", json=replaced)

    async def opened(**fault: str) -> dict[str, Any]:
        fault = {"text": "风扇不转", **fault}
        return await told.ticket(intake.agent, customer["id"], unit["id"], fault=fault)

    assert (await opened())["service_type"] == "A"
    assert (await opened(component="door"))["service_type"] == "A"
    covered = await opened(component="fan")
    assert (covered["service_type"], covered["fault"]["component"]) == ("C", "fan")


@pytest.mark.rule("PO-16")
async def test_the_households_uses_so_far_are_counted_into_the_decision(intake: Intake) -> None:
    customer = await told.customer(intake.agent, card="gold")
    unit = await told.unit(intake.agent, customer["id"], category="air_conditioner")

    async def used() -> list[str]:
        ticket = await told.ticket(intake.agent, customer["id"], unit["id"], kind="maintenance")
        rules = ticket["entitlement"]["rules"]
        return [rule["outcome"] for rule in rules if rule["rule"] == "PO-16"]

    for _ in range(3):
        assert await used() == ["free"]
        use = {"unit_id": unit["id"], "address": HOME, "benefit": "cleaning"}
        await intake.agent.post("/intake/v1/benefits", json=use)
    assert await used() == ["reduced"]


@pytest.mark.rule("PO-04", "IN-16")
async def test_a_reopened_ticket_keeps_the_contracts_response_time(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    await told.contract(intake.agent, unit, response_hours=5)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))
    await desk.act("cancel", {"reason": "改日"})
    await intake.move(days=1)

    reopened = await desk.act("reopen", {"reason": "还是要修"})

    arrive = next(deadline for deadline in reopened["deadlines"] if deadline["kind"] == "arrive")
    assert arrive["seconds_left"] == timedelta(hours=5).total_seconds()


@pytest.mark.rule("IN-04")
async def test_a_unit_of_which_nothing_is_known_may_be_named_so(intake: Intake) -> None:
    facts = ["model", "specification", "purchase_date", "purchase_place"]
    body = {"customer": told.CUSTOMER, "kind": "repair", "fault": {"text": "不制冷"}}

    short = await intake.agent.post("/intake/v1/tickets", json=body | {"unknown": facts[1:]})
    opened = await told.created(intake.agent, "/intake/v1/tickets", body | {"unknown": facts})

    assert [error["pointer"] for error in short.json()["errors"]] == ["/unit_id"]
    assert (opened["unit_id"], opened["service_type"], opened["ready"]) == (None, "A", False)


@pytest.mark.rule("IN-04")
async def test_the_place_of_the_work_is_an_address(intake: Intake) -> None:
    nowhere = told.CUSTOMER | {"addresses": []}
    place = {"address": "上海市黄浦区南京东路 1 号", "lat": 31.23, "lon": 121.48}
    body = {"customer": nowhere, "unit": told.UNIT, "kind": "repair", "fault": {"text": "不制冷"}}

    refused = await intake.agent.post("/intake/v1/tickets", json=body)

    assert [error["pointer"] for error in refused.json()["errors"]] == ["/customer/addresses"]
    await told.created(intake.agent, "/intake/v1/tickets", body | {"location": place})


@pytest.mark.rule("PO-08", "PO-17")
async def test_a_finding_that_does_not_hold_is_withdrawn_by_the_manager(intake: Intake) -> None:
    """The work was free, then to be paid for, and is free again; the price is no longer asked for."""
    desk = await Desk.open(intake, findings=["knocks", "liquid"])
    assert (await desk.act("quote", QUOTE))["status"] == "quoted"
    wrong = {"findings": ["knocks", "liquid"], "reason": "看错照片"}

    assert (await desk.act("withdraw-findings", wrong))["status_code"] == 403
    some = await desk.act("withdraw-findings", wrong | {"findings": ["knocks"]}, role="service_manager")
    free = await desk.act("withdraw-findings", wrong | {"findings": ["liquid"]}, role="service_manager")
    again = await desk.act("withdraw-findings", wrong, role="service_manager")

    assert (some["status"], some["service_type"], some["findings"]) == ("quoted", "A", ["liquid"])
    assert (free["status"], free["service_type"], free["findings"]) == ("open", "C", [])
    assert (free["quote"], free["ready"], free["entitlement"]["excluded_by"]) == (None, True, [])
    assert (again["status_code"], again["errors"][0]["pointer"]) == (422, "/findings/0")
    told_ = (await intake.told(events.TicketUpdated))[-1]
    assert (told_.service_type, told_.ready, told_.reason) == ("C", True, "findings withdrawn: 看错照片")


@pytest.mark.rule("PO-09", "PO-11")
async def test_the_part_at_fault_may_be_named_later_and_is_decided_upon(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2024-03-02")
    replaced = {"name": "Fan", "replaced_on": "2025-09-01"}
    await intake.agent.post(f"/intake/v1/units/{unit['id']}/components", json=replaced)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    async def named(**part: Any) -> tuple[str, str | None]:
        answer = await intake.agent.patch(desk.path, json={"fault": {"text": "风扇不转", **part}})
        assert answer.status_code == 200, answer.text
        return answer.json()["service_type"], answer.json()["fault"]["component"]

    assert await named(component="fan") == ("C", "fan")
    assert await named() == await named(component=None) == ("C", "fan")
    assert await named(component="door") == ("A", "door")
    assert await named(component="") == ("A", None)
