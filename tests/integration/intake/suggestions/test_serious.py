"""A serious suggestion is the deputy GM's, ahead of the rest (IN-18, CO-04)."""

from typing import Any

import pytest

from libs.common.events.intake import SuggestionRegistered, SuggestionRouted
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

PATH = "/suggestions"
BODY: dict[str, Any] = {"channel": "phone", "text": "插头会发热"}
ANSWER = {"text": "停售整改", "verdict": "adopted"}


@pytest.mark.rule("IN-18", "CO-04")
async def test_it_is_referred_at_once_and_answered_by_the_deputy_gm(intake: Intake) -> None:
    made = await intake.post("agent", PATH, {**BODY, "serious": True, "department": "rnd"}, expect=201)
    path = f"{PATH}/{made['id']}"
    assert (made["status"], made["department"], made["serious"]) == ("routed", "deputy_gm", True)
    assert await intake.refused("agent", f"{path}/answer", ANSWER) == "suggestion_with_deputy_gm"
    assert await intake.refused("department_manager", f"{path}/answer", ANSWER) == "suggestion_with_deputy_gm"
    assert (
        await intake.refused("agent", f"{path}/route", {"department": "rnd"}) == "suggestion_with_deputy_gm"
    )
    answered = await intake.post("deputy_gm", f"{path}/answer", ANSWER)
    assert (answered["status"], answered["verdict"]) == ("answered", "adopted")
    registered = SuggestionRegistered(channel="phone", customer_id=None, department="deputy_gm", serious=True)
    assert await intake.told(SuggestionRegistered) == [registered]


@pytest.mark.rule("IN-18", "CO-04")
async def test_one_found_serious_later_goes_there_and_is_referred_on(intake: Intake) -> None:
    made = await intake.post("agent", PATH, {**BODY, "department": "sales"}, expect=201)
    path = f"{PATH}/{made['id']}"
    marked = await intake.patch("agent", path, {"serious": True})
    assert (marked["department"], marked["serious"]) == ("deputy_gm", True)
    assert await intake.patch("agent", path, {"serious": True}) == marked
    await intake.post("deputy_gm", f"{path}/route", {"department": "rnd"})
    assert (await intake.post("department_manager", f"{path}/answer", ANSWER))["status"] == "answered"
    assert await intake.told(SuggestionRouted) == [
        SuggestionRouted(department="deputy_gm", serious=True),
        SuggestionRouted(department="rnd", serious=True),
    ]


@pytest.mark.rule("IN-18", "CO-04")
async def test_the_serious_ones_wait_ahead_of_the_rest(intake: Intake) -> None:
    for text, serious in [("first", False), ("second", True), ("third", False), ("fourth", True)]:
        await intake.post("agent", PATH, {**BODY, "text": text, "serious": serious}, expect=201)
        await intake.move(minutes=1)
    waiting = (await intake.get(f"{PATH}/waiting"))["items"]
    assert [item["text"] for item in waiting] == ["second", "fourth", "first", "third"]
    listed = (await intake.get(f"{PATH}?serious=true"))["items"]
    assert [item["text"] for item in listed] == ["fourth", "second"]


@pytest.mark.rule("IN-18")
@pytest.mark.parametrize("name", ["customer", "ticket", "contact"])
async def test_an_id_that_is_not_known_is_named(intake: Intake, name: str) -> None:
    refused = await intake.post("agent", PATH, {**BODY, f"{name}_id": str(new_id())}, expect=422)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [
        (f"/{name}_id", f"unknown_{name}")
    ]


@pytest.mark.rule("IN-18")
async def test_it_belongs_to_the_customer_of_its_ticket_or_contact(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    call = {"channel": "phone", "direction": "inbound", "kind": "consultation", "content": "?"}
    contact = await intake.post("agent", "/contacts", {**call, "customer_id": customer["id"]}, expect=201)
    for source in ({"ticket_id": ticket["id"]}, {"contact_id": contact["id"]}):
        made = await intake.post("agent", PATH, {**BODY, **source}, expect=201)
        assert made["customer_id"] == customer["id"]
        [(name, value)] = source.items()
        found = (await intake.get(f"{PATH}?{name}={value}&customer_id={customer['id']}"))["items"]
        assert [item["id"] for item in found] == [made["id"]]


@pytest.mark.rule("IN-18")
async def test_one_that_was_called_in_is_found_by_its_contact_and_may_be_serious(intake: Intake) -> None:
    call = {"channel": "phone", "direction": "inbound", "kind": "suggestion", "content": "插头会发热"}
    contact = await intake.post("agent", "/contacts", call, expect=201)
    [made] = (await intake.get(f"{PATH}?contact_id={contact['id']}"))["items"]
    assert (made["text"], made["channel"], made["serious"]) == ("插头会发热", "phone", False)
    marked = await intake.patch("agent", f"{PATH}/{made['id']}", {"serious": True})
    assert marked["department"] == "deputy_gm"
