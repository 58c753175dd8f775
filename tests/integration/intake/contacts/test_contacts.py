"""Every contact is registered (IN-01), and who waits for a reply is not forgotten (IN-03, IN-07)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import intake as events
from libs.common.testing.web import client
from tests.integration.intake import told
from tests.integration.intake.house import Intake

CALL: dict[str, Any] = {
    "channel": "phone",
    "direction": "inbound",
    "number": "138 0013 8000",
    "kind": "consultation",
    "content": "如何除霜？",
}


async def contact(intake: Intake, **changes: Any) -> dict[str, Any]:
    return await told.created(intake.agent, "/intake/v1/contacts", {**CALL, **changes})


async def read(intake: Intake, contact: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await intake.agent.get(f"/intake/v1/contacts/{contact['id']}")).json()
    return found


@pytest.mark.rule("IN-01")
@pytest.mark.parametrize("channel", ["phone", "letter", "visit", "web", "wechat", "email", "sms", "fax"])
async def test_each_channel_is_registered_with_who_what_and_when(intake: Intake, channel: str) -> None:
    made = await contact(
        intake,
        channel=channel,
        caller="李先生",
        kind="repair",
        occurred_at="2026-03-01T10:00:00+08:00",
        outcome="开单",
        attachments=[{"kind": "recording", "ref": "rec-1"}, "scan-2"],
    )
    assert await read(intake, made) == made
    assert made["occurred_at"] == "2026-03-01T02:00:00Z"
    assert (made["agent"], made["caller"], made["outcome"]) == ("agent", "李先生", "开单")
    assert made["attachments"] == [{"kind": "recording", "ref": "rec-1"}, "scan-2"]
    [event] = await intake.told(events.ContactRegistered)
    assert (event.channel, event.kind, event.answered) == (channel, "repair", False)


@pytest.mark.rule("IN-01")
@pytest.mark.parametrize(
    "kind",
    [
        *("consultation", "repair", "installation", "training", "maintenance"),
        *("complaint", "suggestion", "return", "exchange"),
    ],
)
async def test_each_kind_is_registered_with_number_and_content(intake: Intake, kind: str) -> None:
    made = await contact(intake, kind=kind)
    assert (made["kind"], made["number"], made["content"]) == (kind, "138 0013 8000", "如何除霜？")
    assert (made["occurred_at"], made["registered_at"]) == ("2026-03-02T02:00:00Z",) * 2
    assert (made["attachments"], await read(intake, made)) == ([], made)


async def test_what_is_wrong_is_named(intake: Intake) -> None:
    async def pointers(**changes: Any) -> list[str]:
        answer = await intake.agent.post("/intake/v1/contacts", json={**CALL, **changes})
        assert answer.status_code == 422
        return [error["pointer"] for error in answer.json()["errors"]]

    assert await pointers(number="who knows") == ["/number"]
    assert await pointers(occurred_at="2026-03-02T12:00:00+08:00") == ["/occurred_at"]
    assert await pointers(promised_at="2026-03-01T12:00:00+08:00") == ["/promised_at"]
    assert await pointers(promised_at="2189-01-22T12:00:00+08:00") == ["/promised_at"]
    assert await pointers(kind="chat") == ["/kind"]
    assert await pointers(customer_id="00000000-0000-7000-8000-000000000000") == ["/customer_id"]
    assert await pointers(ticket_id="00000000-0000-7000-8000-000000000000") == ["/ticket_id"]


@pytest.mark.rule("IN-01")
async def test_the_customer_is_known_by_the_number_unless_several_have_it(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    assert (await contact(intake, number="+86 13800138000"))["customer_id"] == customer["id"]
    await told.customer(intake.agent)
    assert (await contact(intake))["customer_id"] is None


@pytest.mark.rule("IN-03")
async def test_an_answered_consultation_is_closed_also_for_a_stranger(intake: Intake) -> None:
    made = await contact(intake, answered=True)
    assert (made["status"], made["customer_id"], made["reply"]) == ("closed", None, None)
    await intake.move(days=30)
    assert [type(event) for event in await intake.told()] == [events.ContactRegistered]


@pytest.mark.rule("IN-03", "IN-07")
async def test_a_promised_reply_climbs_the_ladder_until_it_is_given(intake: Intake) -> None:
    made = await contact(intake, promised_at="2026-03-03T15:00:00+08:00")
    assert (made["status"], made["reply"], made["due_at"]) == ("open", "running", "2026-03-03T07:00:00Z")
    await intake.move(days=10)
    assert [(step["name"], step["at"]) for step in (await read(intake, made))["steps"]] == [
        ("near", "2026-03-03T06:00:00Z"),
        ("missed", "2026-03-03T07:00:00Z"),
        ("chased", "2026-03-05T02:00:00Z"),
        ("escalated", "2026-03-06T02:00:00Z"),
    ]
    due_at = datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert (await intake.told())[1:] == [
        events.ContactReplyNear(owner="agent", due_at=due_at),
        events.ContactReplyMissed(owner="agent", due_at=due_at, to="service_manager"),
        events.ContactChased(department="customer_service"),
        events.ContactEscalated(to=["department_manager", "quality"]),
    ]
    assert (await read(intake, made))["reply"] == "missed"


@pytest.mark.rule("IN-03")
async def test_a_consultation_without_a_promise_has_the_desks_own_time(intake: Intake) -> None:
    made = await contact(intake)
    assert made["due_at"] == "2026-03-03T02:00:00Z"


@pytest.mark.rule("IN-03", "IN-07")
async def test_a_call_back_answers_who_waits_and_stops_the_ladder(intake: Intake) -> None:
    waiting = await contact(intake, promised_at="2026-03-03T15:00:00+08:00")
    await intake.move(hours=2)
    await contact(intake, direction="outbound", answered=True, content="每月一次")
    answered = await read(intake, waiting)
    assert (answered["status"], answered["reply"], answered["outcome"]) == ("closed", "met", "每月一次")
    await intake.move(days=10)
    assert (await read(intake, waiting))["steps"] == []
    assert len(await intake.told(events.ContactAnswered)) == 1


@pytest.mark.rule("IN-03")
async def test_a_contact_is_answered_by_hand(intake: Intake) -> None:
    waiting = await contact(intake)
    path = f"/intake/v1/contacts/{waiting['id']}"
    noted = await intake.agent.patch(path, json={"outcome": "资料已寄"})
    assert (noted.json()["outcome"], noted.json()["status"]) == ("资料已寄", "open")
    closed = await intake.agent.patch(path, json={"answered": True})
    assert (closed.json()["status"], closed.json()["reply"]) == ("closed", "met")
    again = await intake.agent.patch(path, json={"answered": True})
    assert again.headers["etag"] == closed.headers["etag"]


@pytest.mark.rule("IN-06")
async def test_an_outbound_contact_on_a_ticket_stops_its_answer_clock(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])

    async def clocks() -> dict[str, tuple[str, str]]:
        shown = (await intake.agent.get(f"/intake/v1/tickets/{ticket['id']}")).json()["deadlines"]
        return {clock["kind"]: (clock["state"], clock["due_at"]) for clock in shown}

    await contact(intake, ticket_id=ticket["id"], answered=True)
    await contact(intake, ticket_id=ticket["id"], direction="outbound", content="没人接听")
    await contact(intake, direction="outbound", answered=True, content="与服务单无关")
    assert (await clocks())["answer"][0] == "running"
    await contact(
        intake, ticket_id=ticket["id"], direction="outbound", promised_at="2026-03-02T16:00:00+08:00"
    )
    after = await clocks()
    assert after["answer"][0] == "met"
    assert after["reply"][1] == "2026-03-02T08:00:00Z"
    assert after["reply"][0] == "running"
    await contact(intake, ticket_id=ticket["id"], direction="outbound", answered=True)
    assert (await clocks())["reply"][0] == "met"


@pytest.mark.rule("IN-10", "IN-18")
async def test_a_complaint_is_voiced_and_a_suggestion_gets_its_file(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    await contact(intake, kind="complaint", content="太慢")
    [voiced] = await intake.told(events.ComplaintVoiced)
    assert (str(voiced.customer_id), voiced.text) == (customer["id"], "太慢")
    made = await contact(intake, kind="suggestion", content="门把手太低")
    [suggestion] = (await intake.agent.get("/intake/v1/suggestions")).json()["items"]
    assert (suggestion["contact_id"], suggestion["text"]) == (made["id"], "门把手太低")


@pytest.mark.rule("IN-10")
async def test_a_complaint_call_stands_in_its_tickets_way_before_its_case_is_heard_of(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    path = f"/intake/v1/tickets/{ticket['id']}"
    await contact(intake, kind="complaint", content="太慢", ticket_id=ticket["id"])

    refused = await intake.agent.post(f"{path}/close", json={"outcome": "cancelled_by_customer"})
    [voiced] = await intake.told(events.ComplaintVoiced)
    closed = told.complaint_closed(UUID(ticket["id"]), received_at=intake.now)
    await intake.deliver(intake.event(closed, voiced.case_id))
    free = await intake.agent.post(f"{path}/close", json={"outcome": "cancelled_by_customer"})

    assert (refused.json()["code"], free.json()["code"]) == ("complaint_open", "customer_not_told")


async def test_contacts_are_listed_newest_first_and_filtered(intake: Intake) -> None:
    first = await contact(intake, answered=True)
    second = await contact(intake, kind="repair")
    third = await contact(intake)

    async def listed(query: str) -> list[str]:
        answer = await intake.agent.get(f"/intake/v1/contacts?{query}")
        return [item["id"] for item in answer.json()["items"]]

    assert await listed("") == [third["id"], second["id"], first["id"]]
    assert await listed("status=open") == [third["id"]]
    assert await listed("kind=repair") == [second["id"]]


@pytest.mark.rule("IN-01")
async def test_a_dispatcher_registers_no_contacts(intake: Intake) -> None:
    async with client(intake.app, "dispatcher") as dispatcher:
        assert (await dispatcher.post("/intake/v1/contacts", json=CALL)).status_code == 403
