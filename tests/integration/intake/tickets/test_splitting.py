"""One call, two demands: the second gets a ticket of its own (IN-01, IN-04, IN-06)."""

from typing import Any
from uuid import uuid4

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

SECOND = {"fault": {"text": "漏水"}}


async def call_about(desk: Desk) -> dict[str, Any]:
    body = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "两台都坏了"}
    return await told.created(
        desk.intake.agent, "/intake/v1/contacts", {**body, "ticket_id": str(desk.id), "number": "13800138000"}
    )


@pytest.mark.rule("IN-01", "IN-04")
async def test_the_second_has_the_customer_the_call_and_links_both_ways(intake: Intake) -> None:
    desk = await Desk.open(intake)
    call = await call_about(desk)
    washer = await told.unit(
        intake.agent, desk.opened["customer_id"], category="washing_machine", serial="SN-2", model="W-1"
    )

    second = await desk.act("split", SECOND | {"unit_id": washer["id"]})

    assert second["status_code"] == 201
    assert second["number"] != desk.opened["number"]
    assert second["voucher_number"] != desk.opened["voucher_number"]
    assert (second["customer_id"], second["unit_id"]) == (desk.opened["customer_id"], washer["id"])
    assert (second["kind"], second["contact_id"]) == ("repair", call["id"])
    first = await desk.now()
    assert second["links"] == [{"link": "split_from", "ticket_id": first["id"], "number": first["number"]}]
    assert first["links"] == [{"link": "split_into", "ticket_id": second["id"], "number": second["number"]}]
    found = await intake.agent.get("/intake/v1/contacts", params={"ticket_id": second["id"]})
    assert [contact["id"] for contact in found.json()["items"]] == [call["id"]]
    [told_] = await intake.told(events.TicketSplit)
    assert (str(told_.into), told_.number) == (second["id"], second["number"])


@pytest.mark.rule("IN-06")
async def test_its_clocks_run_from_the_same_request(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await intake.move(hours=1)

    second = await desk.act("split", SECOND)

    due = {clock["kind"]: clock["due_at"] for clock in (await desk.now())["deadlines"]}
    assert {clock["kind"]: clock["due_at"] for clock in second["deadlines"]} == due
    assert second["opened_at"] > desk.opened["opened_at"]
    assert second["unit_id"] == desk.opened["unit_id"]
    *_, told_ = await intake.told(events.TicketUpdated)
    assert (told_.split_from, told_.repair_by) == (
        desk.id,
        (await intake.told(events.TicketOpened))[0].repair_by,
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/fault"),
        (SECOND | {"unit_id": str(uuid4())}, "/unit_id"),
        (SECOND | {"contact_id": str(uuid4())}, "/contact_id"),
    ],
)
async def test_what_is_wrong_with_the_second_is_named(
    intake: Intake, body: dict[str, Any], pointer: str
) -> None:
    desk = await Desk.open(intake)
    answer = await desk.act("split", body)
    assert (answer["status_code"], answer["errors"][0]["pointer"]) == (422, pointer)
    assert (await desk.now())["links"] == []


async def test_an_ended_ticket_is_not_split(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.act("cancel", {"reason": "不修了"})
    assert (await desk.act("split", SECOND))["code"] == "ticket_ended"
