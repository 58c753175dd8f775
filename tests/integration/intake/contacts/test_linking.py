"""Whose call it was, and about which ticket, is often known only later (IN-01, IN-11)."""

from typing import Any

import pytest

from libs.common.events.intake import ContactLinked
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

CALL: dict[str, Any] = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "不制冷"}


async def ticket_of(intake: Intake, **customer: Any) -> dict[str, Any]:
    owner = await told.customer(intake.agent, **customer)
    unit = await told.unit(intake.agent, owner["id"], serial=f"SN-{owner['id'][-6:]}")
    return await told.ticket(intake.agent, owner["id"], unit["id"])


async def call(intake: Intake, **changes: Any) -> str:
    made = await intake.post("agent", "/contacts", CALL | changes, expect=201)
    return f"/contacts/{made['id']}"


@pytest.mark.rule("IN-01", "IN-11")
async def test_a_call_is_linked_to_the_ticket_that_came_of_it(intake: Intake) -> None:
    path = await call(intake, number="021-60000000")
    ticket = await ticket_of(intake)
    linked = await intake.patch("agent", path, {"ticket_id": ticket["id"]})
    assert (linked["ticket_id"], linked["customer_id"]) == (ticket["id"], ticket["customer_id"])
    await intake.patch("agent", path, {"ticket_id": ticket["id"], "customer_id": ticket["customer_id"]})
    assert len(await intake.told(ContactLinked)) == 1
    await intake.hear_itself()
    told_types = [
        entry["type"] for entry in (await intake.get(f"/customers/{ticket['customer_id']}/timeline"))["items"]
    ]
    assert {"ContactRegistered", "ContactLinked"} <= set(told_types)


@pytest.mark.rule("IN-06")
async def test_a_call_out_answers_the_ticket_that_it_is_linked_to(intake: Intake) -> None:
    path = await call(intake, direction="outbound", answered=True)
    ticket = await ticket_of(intake)
    await intake.patch("agent", path, {"ticket_id": ticket["id"]})
    answered = await intake.get(f"/tickets/{ticket['id']}")
    assert {d["kind"]: d["state"] for d in answered["deadlines"]}["answer"] == "met"


@pytest.mark.rule("IN-01")
async def test_what_is_known_is_not_changed(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    other = await ticket_of(intake, name="李四", contacts=[{"type": "phone", "value": "13900139000"}])
    path = await call(intake, ticket_id=ticket["id"])
    own = await told.ticket(intake.agent, ticket["customer_id"], ticket["unit_id"])
    for changes in ({"customer_id": other["customer_id"]}, {"ticket_id": own["id"]}):
        refused = await intake.send("PATCH", "agent", path, changes, expect=409)
        assert refused["code"] == "contact_linked"
    for changes, code in (
        ({"ticket_id": other["id"]}, "other_customers_ticket"),
        ({"ticket_id": str(new_id())}, "unknown_ticket"),
        ({"customer_id": str(new_id())}, "unknown_customer"),
    ):
        refused = await intake.send("PATCH", "agent", path, changes, expect=422)
        assert [error["code"] for error in refused["errors"]] == [code]


@pytest.mark.rule("IN-10")
async def test_of_a_complaint_the_case_is_linked(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    path = await call(intake, kind="complaint")
    refused = await intake.send("PATCH", "agent", path, {"ticket_id": ticket["id"]}, expect=409)
    assert refused["code"] == "link_the_case"
    linked = await intake.patch("agent", path, {"customer_id": ticket["customer_id"]})
    assert linked["customer_id"] == ticket["customer_id"]


@pytest.mark.rule("IN-01")
async def test_what_was_written_down_wrong_is_mended(intake: Intake) -> None:
    path = await call(intake)
    mended = await intake.patch("agent", path, {"content": "漏水", "caller": "王女士", "kind": "maintenance"})
    assert (mended["content"], mended["caller"], mended["kind"]) == ("漏水", "王女士", "maintenance")
    assert (await intake.patch("agent", path, {"outcome": "已登记"}))["content"] == "漏水"


@pytest.mark.rule("IN-01")
@pytest.mark.parametrize("kind", ["consultation", "complaint", "suggestion"])
async def test_a_kind_that_something_followed_from_stays(intake: Intake, kind: str) -> None:
    path = await call(intake, kind=kind)
    refused = await intake.send("PATCH", "agent", path, {"kind": "repair"}, expect=409)
    assert refused["code"] == "kind_has_consequences"
    refused = await intake.send("PATCH", "agent", await call(intake), {"kind": kind}, expect=422)
    assert [error["pointer"] for error in refused["errors"]] == ["/kind"]
