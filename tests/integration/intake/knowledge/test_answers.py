"""Consultations are answered from articles, for whoever asks, and free; what helped is counted (IN-03)."""

from typing import Any

import pytest

from libs.common.ids import new_id
from tests.integration.intake import told as facts
from tests.integration.intake.house import Intake
from tests.integration.intake.knowledge import told

CALL: dict[str, Any] = {
    "channel": "phone",
    "direction": "inbound",
    "number": "021-6000 0000",
    "kind": "consultation",
    "content": "冰箱不制冷怎么办？",
}


@pytest.mark.rule("IN-03")
async def test_a_stranger_s_consultation_is_answered_from_an_article_and_closed(intake: Intake) -> None:
    article = await told.published(intake)
    contact = await intake.post("agent", "/contacts", CALL | {"article_id": article["id"]}, expect=201)
    assert (contact["status"], contact["answered"], contact["customer_id"]) == ("closed", True, None)
    assert (contact["article_id"], contact["article_version"]) == (article["id"], 1)
    assert (contact["due_at"], contact["ticket_id"]) == (None, None)
    await intake.patch("agent", f"/articles/{article['id']}", {"text": {"zh": "另一种办法"}})
    await intake.post("service_manager", f"/articles/{article['id']}/publish")
    assert (await intake.get(f"/contacts/{contact['id']}"))["article_version"] == 1
    assert (await intake.get(f"/articles/{article['id']}"))["answered"] == 1
    later = await intake.post("agent", "/contacts", CALL | {"article_id": article["id"]}, expect=201)
    assert later["article_version"] == 2
    [use] = (await intake.get(f"/articles/uses?contact_id={contact['id']}"))["items"]
    assert (use["article_id"], use["version"], use["used_by"], use["helped"]) == (
        article["id"],
        1,
        "agent",
        True,
    )


@pytest.mark.rule("IN-03")
async def test_what_could_not_be_answered_is_promised_and_answered_later(intake: Intake) -> None:
    open_ = await intake.post(
        "agent", "/contacts", CALL | {"promised_at": "2026-03-02T16:00:00+08:00"}, expect=201
    )
    assert (open_["status"], open_["reply"], open_["agent"]) == ("open", "running", "agent")
    article = await told.published(intake)
    closed = await intake.patch("agent", f"/contacts/{open_['id']}", {"article_id": article["id"]})
    assert (closed["status"], closed["reply"], closed["article_version"]) == ("closed", "met", 1)
    await intake.patch("agent", f"/contacts/{open_['id']}", {"article_id": article["id"]})
    assert (await intake.get(f"/articles/{article['id']}"))["answered"] == 1


@pytest.mark.rule("IN-03")
async def test_nobody_is_answered_from_a_draft_or_from_what_was_withdrawn(intake: Intake) -> None:
    draft = await told.written(intake)
    withdrawn = await told.published(intake)
    await intake.post("service_manager", f"/articles/{withdrawn['id']}/withdraw", {"reason": "有误"})
    waiting = await intake.post("agent", "/contacts", CALL, expect=201)
    for article in (draft, withdrawn):
        answer = {"article_id": article["id"]}
        refused = await intake.post("agent", "/contacts", CALL | answer, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == ["/article_id"]
        await intake.send("PATCH", "agent", f"/contacts/{waiting['id']}", answer, expect=422)
    assert (await intake.get(f"/contacts/{waiting['id']}"))["status"] == "open"


@pytest.mark.rule("IN-03")
async def test_a_consultation_s_ticket_is_free_and_refers_to_the_article(intake: Intake) -> None:
    article = await told.published(intake)
    customer = await facts.customer(intake.agent)
    ticket = await facts.ticket(
        intake.agent,
        customer["id"],
        None,
        kind="consultation",
        unknown=["model", "specification", "purchase_date", "purchase_place"],
    )
    assert (ticket["service_type"], ticket["entitlement"]["customer_share"]) == ("C", "0")
    answered = await intake.post(
        "agent",
        "/contacts",
        CALL | {"direction": "outbound", "ticket_id": ticket["id"], "article_id": article["id"]},
        expect=201,
    )
    assert answered["article_version"] == 1
    closed = await intake.post("agent", f"/tickets/{ticket['id']}/close", {"outcome": "answered"})
    assert (closed["status"], closed["charge"]) == ("closed", None)
    [use] = (await intake.get(f"/articles/uses?ticket_id={ticket['id']}"))["items"]
    assert (use["article_id"], use["version"], use["contact_id"]) == (article["id"], 1, answered["id"])


@pytest.mark.rule("IN-03")
async def test_how_often_it_helped_is_counted_once_for_each(intake: Intake) -> None:
    article = await told.published(intake)
    customer = await facts.customer(intake.agent)
    unit = await facts.unit(intake.agent, customer["id"])
    tickets = [await facts.ticket(intake.agent, customer["id"], unit["id"]) for _ in range(2)]
    path = f"/articles/{article['id']}/use"
    for ticket in (*tickets, tickets[0]):
        used = await intake.post("agent", path, {"ticket_id": ticket["id"]})
    assert (used["answered"], used["not_helpful"]) == (2, 0)
    tried = await intake.post("agent", path, {"ticket_id": tickets[0]["id"], "helped": False})
    assert (tried["answered"], tried["not_helpful"]) == (2, 1)


@pytest.mark.rule("IN-03")
async def test_articles_are_suggested_at_intake_the_best_first(intake: Intake) -> None:
    code = await told.published(intake)
    words = await told.published(
        intake, models=[], fault_codes=[], text={"zh": "不制冷时先看门封", "en": "Seal"}
    )
    other = await told.published(
        intake,
        title={"zh": "漏水", "en": "Leak"},
        text={"zh": "换管", "en": "Hose"},
        models=[],
        fault_codes=[],
    )
    await told.published(intake, categories=["air_conditioner"])
    await told.written(intake)
    asked = "fault=冰箱不制冷了怎么办&fault_code=e1&model=bcd-500&category=refrigerator"
    found = (await intake.get(f"/articles/suggestions?{asked}"))["items"]
    assert [item["id"] for item in found] == [code["id"], words["id"]]
    assert found[0]["because"] == ["fault_code", "model", "words"]
    assert found[1]["because"] == ["words"]
    assert await told.ids(intake, "/articles/suggestions?fault=漏水&limit=1") == [other["id"]]
    assert await told.ids(intake, "/articles/suggestions") == []

    customer = await facts.customer(intake.agent)
    unit = await facts.unit(intake.agent, customer["id"])
    ticket = await facts.ticket(intake.agent, customer["id"], unit["id"])
    assert await told.ids(intake, f"/articles/suggestions?ticket_id={ticket['id']}") == [
        code["id"],
        words["id"],
    ]


async def test_what_does_not_answer_is_refused(intake: Intake) -> None:
    draft = await told.written(intake)
    for article_id in (draft["id"], str(new_id())):
        refused = await intake.post("agent", "/contacts", CALL | {"article_id": article_id}, expect=422)
        assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [
            ("/article_id", "unknown_article")
        ]
    path = f"/articles/{draft['id']}/use"
    contact = await intake.post("agent", "/contacts", CALL, expect=201)
    assert await intake.refused("agent", path, {"contact_id": contact["id"]}) == "article_not_published"
    for body, pointer in (
        ({}, "/ticket_id"),
        ({"ticket_id": str(new_id()), "contact_id": contact["id"]}, "/ticket_id"),
        ({"ticket_id": str(new_id())}, "/ticket_id"),
        ({"contact_id": str(new_id())}, "/contact_id"),
    ):
        refused = await intake.post("agent", path, body, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == [pointer]
    unknown = await intake.get(f"/articles/suggestions?ticket_id={new_id()}", expect=422)
    assert [error["pointer"] for error in unknown["errors"]] == ["/ticket_id"]
