"""One demand registered twice: one ticket goes on, the other points to it (IN-06, IN-10, IN-16)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


async def twice(intake: Intake, **changes: Any) -> tuple[Desk, Desk]:
    """The same demand, an hour apart."""
    first = await Desk.open(intake)
    await intake.move(hours=1)
    customer, unit = first.opened["customer_id"], first.opened["unit_id"]
    return first, Desk(intake, await told.ticket(intake.agent, customer, unit, **changes))


async def merge(into: Desk, other: Desk) -> dict[str, Any]:
    return await into.act("merge", {"ticket_id": str(other.id)})


def due(ticket: dict[str, Any]) -> dict[str, datetime]:
    return {clock["kind"]: clock["due_at"] for clock in ticket["deadlines"]}


@pytest.mark.rule("IN-06")
@pytest.mark.parametrize("the_later_goes_on", [False, True])
async def test_the_other_is_closed_and_points_to_it_and_the_earlier_request_counts(
    intake: Intake, *, the_later_goes_on: bool
) -> None:
    first, second = await twice(intake, priority="urgent")
    goes_on, ends = (second, first) if the_later_goes_on else (first, second)

    merged = await merge(goes_on, ends)

    assert (merged["status_code"], merged["status"], merged["priority"]) == (200, "open", "urgent")
    assert due(merged) == due(first.opened)
    ended = await ends.now()
    assert (ended["status"], ended["outcome"]) == ("closed", "merged")
    assert ended["links"] == [{"link": "merged_into", "ticket_id": merged["id"], "number": merged["number"]}]
    assert merged["links"] == [{"link": "merged_from", "ticket_id": ended["id"], "number": ended["number"]}]
    [told_] = await intake.told(events.TicketMerged)
    assert (told_.into, told_.number) == (goes_on.id, merged["number"])
    assert await intake.told(events.TicketClosed) == []
    *_, updated = await intake.told(events.TicketUpdated)
    assert updated.repair_by == (await intake.told(events.TicketOpened))[0].repair_by


@pytest.mark.rule("IN-16")
async def test_calls_and_unpaid_charges_come_along_also_those_heard_of_later(intake: Intake) -> None:
    first, second = await twice(intake)
    about = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "催"}
    calls = [await told.created(intake.agent, "/intake/v1/contacts", about | {"ticket_id": str(second.id)})]
    charge: dict[str, Any] = {"charge_id": uuid4(), "amount": Decimal("80.00"), "currency": "CNY"}
    await second.hear(dispatch.ChargeInvoiced(**second.visit_fields(), **charge, number="F-1", collector="x"))

    merged = await merge(first, second)

    assert merged["charge"] == {"state": "due", "amount": {"amount": "80.00", "currency": "CNY"}}
    calls.append(
        await told.created(intake.agent, "/intake/v1/contacts", about | {"ticket_id": str(second.id)})
    )
    found = await intake.agent.get("/intake/v1/contacts", params={"ticket_id": str(first.id)})
    assert {contact["id"] for contact in found.json()["items"]} == {call["id"] for call in calls}
    await second.hear(dispatch.ChargeSettled(**second.visit_fields(), **charge, receipt_no="R-1"))
    assert (await first.now())["charge"]["state"] == "settled"


@pytest.mark.rule("IN-10")
async def test_it_is_not_closed_over_a_complaint_about_the_other(intake: Intake) -> None:
    first, second = await twice(intake)
    before, after = uuid4(), uuid4()
    await second.hear(second.complaint(received_at=intake.now), subject=before)
    await merge(first, second)
    await second.hear(second.complaint(received_at=intake.now), subject=after)
    closing = {"outcome": "cancelled_by_customer"}
    for case in (before, after):
        assert (await first.act("close", closing))["code"] == "complaint_open"
        await second.hear(second.complaint_closed(), subject=case)
    assert (await first.act("close", closing))["code"] == "customer_not_told"


async def test_a_merged_ticket_says_where_to_act(intake: Intake) -> None:
    first, second = await twice(intake)
    await merge(first, second)
    for verb, body in (
        ("cancel", {"reason": "x"}),
        ("reopen", {"reason": "x"}),
        ("escalate", {"reason": "x"}),
    ):
        answer = await second.act(verb, body)
        assert (answer["status_code"], answer["code"]) == (409, "ticket_merged")
        assert first.opened["number"] in answer["detail"]
    assert (await merge(first, second))["code"] == "ticket_merged"
    assert (await merge(second, first))["code"] == "ticket_merged"


async def test_what_is_no_double_registration_is_refused(intake: Intake) -> None:
    first, second = await twice(intake)
    stranger = await Desk.open(intake)
    customer = first.opened["customer_id"]
    washer = await told.unit(intake.agent, customer, category="washing_machine", serial="SN-2")
    of_washer = Desk(intake, await told.ticket(intake.agent, customer, washer["id"]))
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    of_nothing = Desk(intake, await told.ticket(intake.agent, customer, None, unknown=unknown))
    nobody = await first.act("merge", {"ticket_id": str(uuid4())})
    assert (nobody["status_code"], nobody["errors"][0]["code"]) == (422, "unknown_ticket")
    assert (await merge(first, first))["errors"][0]["code"] == "same_ticket"
    assert (await merge(first, stranger))["code"] == "other_customers_ticket"
    assert (await merge(first, of_washer))["code"] == "other_units_ticket"
    assert (await merge(of_nothing, first))["code"] == "unit_unknown_here"
    assert (await merge(first, of_nothing))["status_code"] == 200
    await second.hear(second.scheduled())
    await second.hear(dispatch.VisitStarted(**second.visit_fields()))
    assert (await merge(first, second))["code"] == "further_along"
    assert (await merge(second, first))["status_code"] == 200


async def test_merges_in_a_chain_lead_to_the_last(intake: Intake) -> None:
    first, second = await twice(intake)
    third = Desk(
        intake, await told.ticket(intake.agent, first.opened["customer_id"], first.opened["unit_id"])
    )
    await merge(second, first)
    await merge(third, second)
    contact = await told.created(
        intake.agent,
        "/intake/v1/contacts",
        {
            "channel": "phone",
            "direction": "outbound",
            "kind": "repair",
            "content": "明天修好",
            "answered": True,
            "ticket_id": str(first.id),
        },
    )
    assert contact["ticket_id"] == str(third.id)
    answer = next(clock for clock in (await third.now())["deadlines"] if clock["kind"] == "answer")
    assert answer["state"] == "met"
    assert UUID(contact["customer_id"]) == UUID(first.opened["customer_id"])
