"""Solved faults feed the knowledge base: a draft from the report, by itself or on request (IN-03)."""

from typing import Any
from uuid import UUID

import pytest

from libs.common.events.dispatch import Part, VisitCompleted
from libs.common.events.envelope import Received
from libs.common.ids import new_id
from tests.integration.intake import told as facts
from tests.integration.intake.house import Intake
from tests.integration.intake.knowledge import told

REMOTE: dict[str, Any] = {
    "cause": "温控器误设",
    "resolution": "教客户王芳重设温控器，电话 138 0013 8000",
    "customer_opinion": "满意",
    "tests": "制冷正常",
    "hazards": "无",
}


async def ticket_of(intake: Intake, serial: str = "SN-1", **changes: Any) -> dict[str, Any]:
    customer = await facts.customer(intake.agent)
    unit = await facts.unit(intake.agent, customer["id"], serial=serial)
    return await facts.ticket(intake.agent, customer["id"], unit["id"], **changes)


async def resolve_remotely(
    intake: Intake, ticket: dict[str, Any], *, outcome: str = "repaired", **report: str
) -> None:
    path = f"/tickets/{ticket['id']}"
    await intake.post("agent", f"{path}/resolve-remote", REMOTE | report)
    await intake.post("agent", f"{path}/notify", {"channel": "phone", "text": "已修复"})
    await intake.post("agent", f"{path}/close", {"outcome": outcome})


def completed(intake: Intake, ticket: dict[str, Any]) -> Received[Any]:
    report = VisitCompleted(
        ticket_id=UUID(ticket["id"]),
        job_id=new_id(),
        technician_id=new_id(),
        completed_at=intake.now,
        survey_given="link",
        cause="压缩机损坏",
        resolution="更换压缩机",
        parts=[Part(name="压缩机", old_returned=True)],
    )
    return intake.event(report, new_id())


async def close_after_visit(intake: Intake, ticket: dict[str, Any]) -> None:
    path = f"/tickets/{ticket['id']}"
    await intake.post("agent", f"{path}/voucher-returned", {"signed_on": "2026-03-02"})
    await intake.post("agent", f"{path}/notify", {"channel": "phone", "text": "已修复"})
    await intake.post("agent", f"{path}/close", {"outcome": "repaired"})


async def drafts(intake: Intake) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await intake.get("/articles?status=draft"))["items"]
    return items


@pytest.mark.rule("IN-03")
async def test_a_solved_fault_is_drafted_by_itself_when_its_ticket_closes(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    visited = completed(intake, ticket)
    await intake.deliver(visited)
    assert await drafts(intake) == []
    await close_after_visit(intake, ticket)
    await intake.hear_itself()
    [article] = await drafts(intake)
    assert article["title"]["zh"] == "BCD-500 不制冷"
    assert "更换压缩机" in article["text"]["zh"]
    assert (article["categories"], article["models"], article["authors"]) == (
        ["refrigerator"],
        ["BCD-500"],
        ["service:intake"],
    )
    [source] = (await intake.get(f"/articles/{article['id']}/solved-faults"))["items"]
    assert (source["ticket_id"], source["visit_id"]) == (ticket["id"], str(visited.subject))
    assert (source["cause"], source["parts"]) == ("压缩机损坏", ["压缩机"])


@pytest.mark.rule("IN-03")
async def test_it_is_drafted_too_when_the_report_is_heard_of_after_the_closing(intake: Intake) -> None:
    ticket = await ticket_of(intake, kind="return", sent_in=True, backup="not_needed")
    path = f"/tickets/{ticket['id']}"
    await intake.post("agent", f"{path}/resolve-remote", REMOTE)
    await intake.post("agent", f"{path}/notify", {"channel": "phone", "text": "好了"})
    await intake.post("agent", f"{path}/close", {"outcome": "repaired"})
    await intake.deliver(completed(intake, ticket))
    assert len(await drafts(intake)) == 1
    await intake.hear_itself()
    assert len(await drafts(intake)) == 1


@pytest.mark.rule("IN-03", "IN-12")
async def test_remote_service_feeds_it_too_without_names_and_numbers(intake: Intake) -> None:
    await resolve_remotely(intake, await ticket_of(intake))
    await intake.hear_itself()
    [article] = await drafts(intake)
    assert "温控器误设" in article["text"]["zh"]
    assert "王芳" not in article["text"]["zh"]
    assert "8000" not in article["text"]["zh"]


@pytest.mark.rule("IN-03")
async def test_the_same_fault_again_is_linked_to_its_article(intake: Intake) -> None:
    for number in range(3):
        await resolve_remotely(intake, await ticket_of(intake, serial=f"SN-{number}"))
    await resolve_remotely(intake, await ticket_of(intake, serial="SN-9", fault={"text": "漏水"}))
    await intake.hear_itself()
    leak, cooling = await drafts(intake)
    assert (leak["title"]["zh"], cooling["title"]["zh"]) == ("BCD-500 漏水", "BCD-500 不制冷")
    assert len(await told.ids(intake, f"/articles/{cooling['id']}/solved-faults")) == 3
    assert len(await told.ids(intake, f"/articles/{leak['id']}/solved-faults")) == 1


@pytest.mark.rule("IN-03", "IN-16")
async def test_what_did_not_hold_is_drafted_anew(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    path = f"/tickets/{ticket['id']}"
    await resolve_remotely(intake, ticket)
    await intake.hear_itself()
    [before] = await drafts(intake)
    await intake.post("agent", f"{path}/reopen", {"reason": "又不制冷"})
    await intake.hear_itself()
    sources = f"/articles/{before['id']}/solved-faults"
    assert [source["held"] for source in (await intake.get(sources))["items"]] == [False]
    await resolve_remotely(intake, ticket, resolution="更换温控器")
    await intake.hear_itself()
    [after] = await drafts(intake)
    assert (after["id"], after["authors"]) == (before["id"], ["service:intake"])
    assert "更换温控器" in after["text"]["zh"]
    assert "教客户" not in after["text"]["zh"]
    assert [source["held"] for source in (await intake.get(sources))["items"]] == [True]


@pytest.mark.rule("IN-03")
async def test_what_a_person_has_written_is_left_alone(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    await resolve_remotely(intake, ticket)
    await intake.hear_itself()
    [draft] = await drafts(intake)
    await intake.patch("agent", f"/articles/{draft['id']}", {"text": {"zh": "先问是否动过温控器。"}})
    await intake.post("agent", f"/tickets/{ticket['id']}/reopen", {"reason": "又不制冷"})
    await resolve_remotely(intake, ticket, resolution="更换温控器")
    await intake.hear_itself()
    [after] = await drafts(intake)
    assert after["text"]["zh"] == "先问是否动过温控器。"


@pytest.mark.rule("IN-03")
async def test_what_was_not_solved_teaches_nothing(intake: Intake) -> None:
    await resolve_remotely(intake, await ticket_of(intake), outcome="not_reproducible")
    await intake.hear_itself()
    assert await drafts(intake) == []


@pytest.mark.rule("IN-03")
async def test_a_draft_is_made_on_request_with_its_source(intake: Intake) -> None:
    ticket = await ticket_of(intake)
    path = "/articles/draft-from-ticket"
    assert await intake.refused("agent", path, {"ticket_id": ticket["id"]}) == "no_report"
    await intake.post("agent", f"/tickets/{ticket['id']}/resolve-remote", REMOTE)
    article = await intake.post("agent", path, {"ticket_id": ticket["id"]}, expect=201)
    assert (article["status"], article["authors"]) == ("draft", ["agent"])
    [source] = (await intake.get(f"/articles/{article['id']}/solved-faults"))["items"]
    assert source["ticket_id"] == ticket["id"]
    unknown = await intake.post("agent", path, {"ticket_id": str(new_id())}, expect=422)
    assert [error["pointer"] for error in unknown["errors"]] == ["/ticket_id"]
    await intake.post("agent", f"/tickets/{ticket['id']}/notify", {"channel": "phone", "text": "好了"})
    await intake.post("agent", f"/tickets/{ticket['id']}/close", {"outcome": "repaired"})
    await intake.hear_itself()
    assert [draft["id"] for draft in await drafts(intake)] == [article["id"]]
