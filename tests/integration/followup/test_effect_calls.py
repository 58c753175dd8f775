"""Some days after a repair its effect is asked (FU-04)."""

from uuid import UUID

import pytest

from libs.common.events import followup as events
from libs.common.events import intake
from tests.integration.followup.house import FollowUps


@pytest.mark.rule("FU-04")
async def test_three_days_after_the_repair_its_effect_is_asked(followup: FollowUps) -> None:
    call = await followup.effect_call()
    assert (call["reason"], call["due_at"], call["status"]) == ("effect", "2026-03-05T02:00:00Z", "open")
    [scheduled] = await followup.told(events.FollowUpScheduled)
    assert (scheduled.reason, str(scheduled.ticket_id)) == ("effect", call["ticket_id"])
    await followup.move(days=3)
    done = await followup.attempt(call, "done", effect="fixed", notes="制冷正常")
    assert (done["status"], done["effect"]) == ("done", "fixed")
    assert done["attempts"][0]["notes"] == "制冷正常"
    [told] = await followup.told(events.FollowUpDone)
    assert (told.effect, told.result) == ("fixed", "done")
    assert await followup.told(events.RepairNotEffective) == []
    assert (await followup.attempt(call, "done", expect=409))["code"] == "follow_up_ended"


@pytest.mark.rule("FU-04")
async def test_not_fixed_is_told_to_intake_and_asked_again_after_the_next_repair(followup: FollowUps) -> None:
    call = await followup.effect_call()
    await followup.move(days=3)
    await followup.attempt(call, "done", effect="not_fixed")
    [told] = await followup.told(events.RepairNotEffective)
    assert (str(told.ticket_id), told.said_at) == (call["ticket_id"], followup.now)
    await followup.hear(intake.TicketReopened(reason="not fixed", repeat_repair=True), of=told.ticket_id)
    await followup.move(hours=5)
    await followup.visited(told.ticket_id)
    calls = await followup.calls(f"ticket_id={told.ticket_id}")
    assert [(c["status"], c["due_at"]) for c in calls] == [
        ("open", "2026-03-08T07:00:00Z"),
        ("done", "2026-03-05T02:00:00Z"),
    ]


@pytest.mark.rule("FU-04")
async def test_a_second_visit_moves_the_call_and_a_reopening_drops_it(followup: FollowUps) -> None:
    call = await followup.effect_call()
    ticket = call["ticket_id"]
    await followup.move(days=1)
    await followup.visited(UUID(ticket))
    [moved] = await followup.calls(f"ticket_id={ticket}")
    assert (moved["id"], moved["due_at"]) == (call["id"], "2026-03-06T02:00:00Z")
    await followup.move(hours=1)
    await followup.hear(intake.TicketReopened(reason="again", repeat_repair=True), of=UUID(ticket))
    [dropped] = await followup.calls(f"ticket_id={ticket}")
    assert dropped["status"] == "cancelled"


@pytest.mark.rule("FU-04")
async def test_a_cancelled_ticket_that_begins_again_is_asked_about_its_next_repair(
    followup: FollowUps,
) -> None:
    ticket = UUID((await followup.effect_call())["ticket_id"])
    await followup.hear(intake.TicketCancelled(reason="不修了"), of=ticket)
    await followup.move(hours=1)
    await followup.hear(intake.TicketReopened(reason="还是修", repeat_repair=False), of=ticket)
    assert [call["status"] for call in await followup.calls(f"ticket_id={ticket}")] == ["cancelled"]
    await followup.move(hours=1)
    await followup.visited(ticket)
    assert [c["status"] for c in await followup.calls(f"ticket_id={ticket}")] == ["open", "cancelled"]


@pytest.mark.rule("FU-04")
@pytest.mark.parametrize(
    ("kind", "outcome", "asked"),
    [("repair", "repaired", 1), ("repair", "declined", 0), ("consultation", "answered", 0)],
)
async def test_a_remote_repair_is_asked_about_too(
    followup: FollowUps, kind: str, outcome: str, asked: int
) -> None:
    ticket = await followup.ticket(kind=kind)
    await followup.closed(ticket, visited=False, outcome=outcome)
    assert len(await followup.calls(f"ticket_id={ticket}")) == asked


@pytest.mark.rule("FU-04")
async def test_a_training_visit_has_no_effect_to_ask_about(followup: FollowUps) -> None:
    ticket = await followup.ticket(kind="training")
    await followup.visited(ticket)
    assert await followup.calls(f"ticket_id={ticket}") == []
