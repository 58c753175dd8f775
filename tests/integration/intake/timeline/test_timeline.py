"""One history per customer, whichever event comes first (IN-11)."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import complaints, dispatch, followup
from libs.common.events.envelope import Received
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

VISIT, CASE, SURVEY, CASE_SURVEY = (new_id() for _ in range(4))


async def timeline(intake: Intake, customer_id: str, query: str = "") -> list[dict[str, Any]]:
    answer = await intake.agent.get(f"/intake/v1/customers/{customer_id}/timeline?limit=200&{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def of_others(intake: Intake, ticket_id: UUID) -> list[Received[Any]]:
    """A visit, a complaint about the ticket, its survey: none names the customer."""
    now = intake.now
    job, technician = new_id(), new_id()
    visit: dict[str, UUID] = {"ticket_id": ticket_id, "job_id": job, "technician_id": technician}
    registered = told.complaint(ticket_id, received_at=now, complaint_class="conduct", channel="web")
    survey = followup.SurveySent(about="case", about_id=CASE, ticket_id=None, given="link", resolution=1)
    happened: list[tuple[Any, UUID]] = [
        (dispatch.VisitAccepted(**visit), VISIT),
        (dispatch.CustomerMissedVisit(**visit), VISIT),
        (registered, CASE),
        (complaints.ReplySent(channel="letter", text_hash="x"), CASE),
        (survey, CASE_SURVEY),
        (dispatch.TechnicianArrived(**visit, arrived_at=now, promised_by=now), VISIT),
    ]
    return [
        intake.event(data, subject, at=now + timedelta(minutes=number))
        for number, (data, subject) in enumerate(happened)
    ]


@pytest.mark.rule("IN-11")
@pytest.mark.parametrize("seed", range(4))
async def test_the_history_is_whole_in_any_order_between_topics(intake: Intake, seed: int) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    other = await told.customer(intake.agent, name="别人")
    events = of_others(intake, UUID(ticket["id"]))
    keys = [event.subject for event in events]
    random.Random(seed).shuffle(keys)
    queues = {key: iter([event for event in events if event.subject == key]) for key in keys}
    mixed = [next(queues[key]) for key in keys]
    own_first = seed % 2 == 0
    if own_first:
        await intake.hear_itself()
    for event in mixed:
        await intake.deliver(event)
    await intake.hear_itself()
    await intake.deliver(*mixed)

    items = await timeline(intake, customer["id"])
    assert {(item["service"], item["type"]) for item in items} == {
        ("intake", "CustomerRegistered"),
        ("intake", "UnitRegistered"),
        ("intake", "TicketOpened"),
        ("dispatch", "VisitAccepted"),
        ("dispatch", "CustomerMissedVisit"),
        ("dispatch", "TechnicianArrived"),
        ("complaints", "ComplaintRegistered"),
        ("complaints", "ReplySent"),
        ("followup", "SurveySent"),
    }
    assert len(items) == 9
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)
    refs = {item["type"]: item["ref"] for item in items}
    assert refs["TicketOpened"] == ticket["id"]
    assert refs["UnitRegistered"] == unit["id"]
    assert refs["VisitAccepted"] == str(VISIT)
    assert refs["ReplySent"] == str(CASE)
    assert refs["SurveySent"] == str(CASE_SURVEY)
    assert [item["type"] for item in await timeline(intake, other["id"])] == ["CustomerRegistered"]


@pytest.mark.rule("IN-11")
async def test_it_is_filtered_paged_and_told_in_the_readers_language(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.hear_itself()
    await intake.deliver(*of_others(intake, UUID(ticket["id"])))
    of_dispatch = await timeline(intake, customer["id"], "service=dispatch")
    assert {item["service"] for item in of_dispatch} == {"dispatch"}
    [opened] = await timeline(intake, customer["id"], "type=TicketOpened")
    assert opened["summary"] == f"登记服务单 {ticket['number']}（维修，C 类）"
    path = f"/intake/v1/customers/{customer['id']}/timeline?limit=4"
    first = await intake.agent.get(path, headers={"Accept-Language": "en"})
    rest = await intake.agent.get(f"{path}&cursor={first.json()['next_cursor']}")
    assert 'rel="next"' in first.headers["link"]
    shown = [item["type"] for item in first.json()["items"] + rest.json()["items"]]
    assert shown == [item["type"] for item in await timeline(intake, customer["id"])][:8]
    assert first.json()["items"][0]["summary"].startswith("Technician arrived (")


@pytest.mark.rule("IN-11")
async def test_it_is_filtered_by_product(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    fridge = await told.unit(intake.agent, customer["id"])
    washer = await told.unit(intake.agent, customer["id"], category="washing_machine", serial="SN-2")
    ticket = await told.ticket(intake.agent, customer["id"], fridge["id"])
    await told.ticket(intake.agent, customer["id"], washer["id"])
    await told.contract(intake.agent, fridge)
    await intake.hear_itself()
    await intake.deliver(*of_others(intake, UUID(ticket["id"])))

    of_fridge = await timeline(intake, customer["id"], f"unit_id={fridge['id']}")

    assert {item["type"] for item in of_fridge} == {
        "TechnicianArrived",
        "SurveySent",
        "ReplySent",
        "ComplaintRegistered",
        "CustomerMissedVisit",
        "VisitAccepted",
        "ContractSigned",
        "TicketOpened",
        "UnitRegistered",
    }
    assert len(of_fridge) == 9
    assert await timeline(intake, customer["id"], "category=refrigerator") == of_fridge
    of_washer = await timeline(intake, customer["id"], "category=washing_machine")
    assert {item["type"] for item in of_washer} == {"TicketOpened", "UnitRegistered"}
    of_others_unit = await timeline(intake, customer["id"], f"unit_id={new_id()}")
    assert of_others_unit == []


async def test_a_stranger_has_no_timeline(intake: Intake) -> None:
    answer = await intake.agent.get(f"/intake/v1/customers/{new_id()}/timeline")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
