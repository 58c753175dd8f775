"""Who is asked about a ticket that nobody resolves, and what an answer stops (IN-07)."""

from typing import Any

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

ANSWER = {"text": "配件周四到"}


async def rungs(desk: Desk) -> list[tuple[str, Any]]:
    steps = (await desk.now())["steps"]
    return [(step["name"], step["by"]) for step in steps if step["name"] not in ("near", "missed")][-3:]


async def top(intake: Intake) -> list[list[str]]:
    return [event.to for event in await intake.told(events.TicketEscalated) if "quality" in event.to]


@pytest.mark.rule("IN-07")
async def test_the_departments_answer_stops_the_next_rung_and_is_on_the_ticket(intake: Intake) -> None:
    desk = await Desk.open(intake, department="quality")
    early = await desk.act("answer-chase", ANSWER, role="department_manager")
    await intake.move(days=3, hours=1)

    by_agent = await desk.act("answer-chase", ANSWER)
    answered = await desk.act("answer-chase", ANSWER, role="department_manager")
    twice = await desk.act("answer-chase", ANSWER, role="department_manager")
    await intake.move(days=10)

    assert [one["code"] for one in (early, by_agent, twice)] == [
        "no_open_chase",
        "forbidden",
        "no_open_chase",
    ]
    assert (answered["steps"][-1]["name"], answered["steps"][-1]["reason"]) == ("answered", "配件周四到")
    assert answered["steps"][-1]["by"] == "department_manager"
    assert await top(intake) == []
    assert await intake.told(events.TicketChased) == [events.TicketChased(department="quality")]
    chased = next(step for step in answered["steps"] if step["name"] == "chased")
    assert chased["to"] == ["quality"]
    assert await intake.told(events.TicketChaseAnswered) == [
        events.TicketChaseAnswered(department="quality", text="配件周四到")
    ]


@pytest.mark.rule("IN-07")
async def test_without_an_answer_its_manager_and_quality_are_told_and_may_still_be_answered(
    intake: Intake,
) -> None:
    desk = await Desk.open(intake)

    await intake.move(days=30)
    assert await top(intake) == [["department_manager", "quality"]]
    late = await desk.act("answer-chase", ANSWER, role="department_manager")

    assert late["steps"][-1]["name"] == "answered"


@pytest.mark.rule("IN-07", "IN-06")
async def test_a_ticket_that_was_replied_to_and_not_resolved_is_chased_all_the_same(intake: Intake) -> None:
    desk = await Desk.open(intake)
    reply = {"channel": "phone", "direction": "outbound", "kind": "repair", "content": "周四上门"}
    promised = "2026-03-05T10:00:00+08:00"
    await told.created(
        intake.agent,
        "/intake/v1/contacts",
        {**reply, "ticket_id": str(desk.id), "promised_at": promised},
    )

    await intake.move(days=4)

    assert len(await intake.told(events.TicketChased)) == 1
    assert ["department_manager", "quality"] in await top(intake)
    missed = {event.kind for event in await intake.told(events.TicketDeadlineMissed)}
    assert "reply" in missed
    assert "answer" not in missed


@pytest.mark.rule("IN-07")
async def test_a_strong_reaction_goes_up_at_once(intake: Intake) -> None:
    desk = await Desk.open(intake)

    escalated = await desk.act("escalate", {"reason": "要找媒体"})

    step = escalated["steps"][-1]
    assert (step["name"], step["to"], step["by"]) == ("escalated", ["service_manager"], "agent")
    assert (step["at"], step["reason"]) == (escalated["opened_at"], "要找媒体")


@pytest.mark.rule("IN-07", "IN-16")
async def test_a_reopened_ticket_is_chased_from_its_reopening(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.act("cancel", {"reason": "改日"})
    await intake.move(days=10)
    assert await intake.told(events.TicketChased) == []

    await desk.act("reopen", {"reason": "还是要修"})
    await intake.move(days=2)
    assert await intake.told(events.TicketChased) == []
    await intake.move(days=1, hours=1)

    assert len(await intake.told(events.TicketChased)) == 1


@pytest.mark.rule("IN-06")
async def test_a_paused_clock_says_whom_it_waits_for(intake: Intake) -> None:
    desk = await Desk.open(intake)

    paused = await desk.act("pause", {"clock": "answer", "reason": "customer"})

    clock = next(clock for clock in paused["deadlines"] if clock["kind"] == "answer")
    assert (clock["state"], clock["waits_for"]) == ("paused", "customer")
    for body in ({"clock": "answer"}, {"reason": "holiday"}, {"reason": ""}):
        refused = await desk.act("pause", body)
        assert [error["pointer"] for error in refused["errors"]] == ["/reason"]


@pytest.mark.rule("IN-06")
async def test_what_is_promised_about_an_ended_ticket_is_no_clock_of_it(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.act("cancel", {"reason": "改日"})
    reply = {"channel": "phone", "direction": "outbound", "kind": "repair", "content": "改日再约"}
    promised = {"ticket_id": str(desk.id), "promised_at": "2026-03-05T10:00:00+08:00"}
    await told.created(intake.agent, "/intake/v1/contacts", reply | promised)

    await intake.move(days=9)

    assert "reply" not in {clock["kind"] for clock in (await desk.now())["deadlines"]}
    assert await intake.told(events.TicketDeadlineMissed) == []


@pytest.mark.rule("IN-06")
async def test_no_clock_of_an_ended_ticket_waits_or_goes_on(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.act("cancel", {"reason": "改日"})

    refused = [await desk.act("pause", {"reason": "part"}), await desk.act("resume", {})]

    assert [one["code"] for one in refused] == ["ticket_ended"] * 2
