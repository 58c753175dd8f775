"""A caller who waits: who is asked, what an answer to that stops, and what is too urgent to wait (IN-07)."""

from typing import Any

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake

CALL = {
    "channel": "phone",
    "direction": "inbound",
    "number": "13800138000",
    "kind": "consultation",
    "content": "如何除霜？",
}
ANSWER = {"text": "周五答复"}


async def waiting(intake: Intake, **changes: Any) -> str:
    made = await told.created(intake.agent, "/intake/v1/contacts", {**CALL, **changes})
    return f"/contacts/{made['id']}"


async def names(intake: Intake, path: str) -> list[str]:
    return [step["name"] for step in (await intake.get(path))["steps"]]


@pytest.mark.rule("IN-07")
async def test_the_departments_answer_stops_the_next_rung_while_the_caller_still_waits(
    intake: Intake,
) -> None:
    path = await waiting(intake)
    early = await intake.refused("department_manager", f"{path}/answer-chase", ANSWER)
    await intake.move(days=3, hours=1)

    await intake.refused("agent", f"{path}/answer-chase", ANSWER, expect=403)
    answered = await intake.post("department_manager", f"{path}/answer-chase", ANSWER)
    twice = await intake.refused("department_manager", f"{path}/answer-chase", ANSWER)
    await intake.move(days=10)

    assert (early, twice) == ("no_open_chase", "no_open_chase")
    assert (answered["status"], answered["reply"]) == ("open", "missed")
    assert await names(intake, path) == ["near", "missed", "chased", "answered"]
    assert (answered["steps"][-1]["by"], answered["steps"][-1]["reason"]) == (
        "department_manager",
        "周五答复",
    )
    assert await intake.told(events.ContactEscalated) == []
    assert await intake.told(events.ContactChaseAnswered) == [
        events.ContactChaseAnswered(department="customer_service", text="周五答复")
    ]


@pytest.mark.rule("IN-07", "IN-03")
async def test_a_later_promise_is_still_watched_after_the_answer(intake: Intake) -> None:
    path = await waiting(intake, promised_at="2026-03-09T15:00:00+08:00")
    await intake.move(days=3, hours=1)

    await intake.post("department_manager", f"{path}/answer-chase", ANSWER)
    await intake.move(days=10)

    assert await names(intake, path) == ["chased", "answered", "near", "missed"]


@pytest.mark.rule("IN-07")
async def test_an_answered_caller_is_nobodys_chase(intake: Intake) -> None:
    path = await waiting(intake)
    await intake.move(days=3, hours=1)
    await intake.patch("agent", path, {"answered": True})

    assert await intake.refused("department_manager", f"{path}/answer-chase", ANSWER) == "no_open_chase"


@pytest.mark.rule("IN-07")
async def test_a_strong_reaction_goes_up_at_once_and_the_ladder_goes_on(intake: Intake) -> None:
    path = await waiting(intake)

    escalated = await intake.post("agent", f"{path}/escalate", {"reason": "要找媒体"})
    assert escalated["steps"] == [
        {"name": "escalated", "at": "2026-03-02T02:00:00Z", "by": "agent", "reason": "要找媒体"}
    ]
    assert await intake.told(events.ContactEscalated) == [
        events.ContactEscalated(to=["service_manager"], reason="要找媒体")
    ]
    await intake.move(days=10)

    assert await names(intake, path) == ["escalated", "near", "missed", "chased", "escalated"]


@pytest.mark.rule("IN-01")
async def test_a_recording_that_comes_in_later_is_added_to_what_is_there(intake: Intake) -> None:
    path = await waiting(intake, attachments=["scan-1"], answered=True)

    changed = await intake.patch(
        "agent", path, {"attachments": [{"kind": "recording", "ref": "rec-1"}], "outcome": "已答复"}
    )

    assert changed["attachments"] == ["scan-1", {"kind": "recording", "ref": "rec-1"}]
    assert changed["outcome"] == "已答复"
    assert await intake.get(path) == changed
