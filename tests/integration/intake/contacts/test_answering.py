"""Whom a call back answers: who waits on the same ticket, or the same caller, and nobody else (IN-03)."""

from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake

ASKED = {"channel": "phone", "direction": "inbound", "kind": "consultation", "content": "怎么除霜"}
ANSWER = {"direction": "outbound", "answered": True, "content": "每月一次"}


async def contact(intake: Intake, **changes: Any) -> dict[str, Any]:
    return await told.created(intake.agent, "/intake/v1/contacts", {**ASKED, **changes})


async def waiting(intake: Intake) -> set[str]:
    answer = await intake.agent.get("/intake/v1/contacts?status=open")
    return {item["id"] for item in answer.json()["items"]}


@pytest.mark.rule("IN-03")
async def test_a_stranger_called_back_leaves_other_strangers_waiting(intake: Intake) -> None:
    other = await contact(intake, number="13900139000")
    unknown = await contact(intake, channel="letter")
    asked = await contact(intake, number="13700137000")
    assert await waiting(intake) == {other["id"], unknown["id"], asked["id"]}
    await contact(intake, number="13700137000", answered=True, content="另一个问题")
    await contact(intake, number="13700137000", direction="outbound", content="没人接听", kind="repair")
    assert await waiting(intake) == {other["id"], unknown["id"], asked["id"]}

    await contact(intake, **ANSWER, number="137 0013 7000")
    assert await waiting(intake) == {other["id"], unknown["id"]}

    await contact(intake, **ANSWER, channel="letter")
    assert await waiting(intake) == {other["id"], unknown["id"]}


@pytest.mark.rule("IN-03", "IN-06")
async def test_a_reply_on_a_ticket_answers_who_asked_on_it(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    general = await contact(intake, customer_id=customer["id"])
    await contact(intake, ticket_id=ticket["id"])

    await contact(intake, **ANSWER, ticket_id=ticket["id"])

    assert await waiting(intake) == {general["id"]}


@pytest.mark.rule("IN-06")
async def test_an_answer_registered_later_counts_from_when_it_was_given(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    called_at = (intake.now).isoformat()
    await intake.move(hours=30)

    await contact(intake, **ANSWER, ticket_id=ticket["id"], occurred_at=called_at)

    read = (await intake.agent.get(f"/intake/v1/tickets/{ticket['id']}")).json()
    assert {clock["kind"]: clock["state"] for clock in read["deadlines"]}["answer"] == "met"


@pytest.mark.rule("IN-16")
async def test_a_solution_given_on_a_ticket_is_the_customer_told(intake: Intake) -> None:
    stranger = told.CUSTOMER | {"addresses": []}
    body = {"customer": stranger, "kind": "consultation", "fault": {"text": "怎么除霜"}}
    ticket = await told.created(intake.agent, "/intake/v1/tickets", body)

    await contact(intake, **ANSWER, ticket_id=ticket["id"])

    closed = await intake.agent.post(f"/intake/v1/tickets/{ticket['id']}/close", json={"outcome": "answered"})
    assert (closed.status_code, closed.json().get("status")) == (200, "closed"), closed.text
