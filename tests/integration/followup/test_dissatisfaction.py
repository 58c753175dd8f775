"""Every dissatisfaction ends in an action and a later check (FU-10)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import followup as events
from libs.common.events.complaints import ComplaintRegistered
from libs.common.ids import new_id
from tests.integration.followup.house import LATE, FollowUps

SETTLED = {"action": "服务经理上门道歉", "check_on": "2026-03-09"}


async def reported(followup: FollowUps) -> Any:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    await followup.post("agent", f"/surveys/{survey['id']}/answers", LATE)
    return (await followup.get(f"/dissatisfaction?state=open&ticket_id={ticket}"))["items"][0]


async def states(followup: FollowUps, state: str) -> list[str]:
    return [item["id"] for item in (await followup.get(f"/dissatisfaction?state={state}"))["items"]]


async def check_call(followup: FollowUps) -> Any:
    return next(c for c in await followup.calls("status=open") if c["reason"] == "check")


@pytest.mark.rule("FU-10")
async def test_listed_until_settled_and_checked(followup: FollowUps) -> None:
    one = await reported(followup)
    assert (one["source"], one["poor"], one["state"]) == ("survey", ["arrival"], "open")
    settled = await followup.post("service_manager", f"/dissatisfaction/{one['id']}/settle", SETTLED)
    assert (settled["state"], settled["action"], settled["settled_by"]) == (
        "settled",
        SETTLED["action"],
        "service_manager",
    )
    assert await states(followup, "open") == []
    assert [event.action for event in await followup.told(events.DissatisfactionSettled)] == [
        SETTLED["action"]
    ]
    call = await check_call(followup)
    assert (call["due_at"], call["ticket_id"]) == ("2026-03-09T01:00:00Z", one["ticket_id"])
    await followup.move(days=7)
    await followup.attempt(call, "done", notes="满意")
    assert await states(followup, "checked") == [one["id"]]


@pytest.mark.rule("FU-10")
@pytest.mark.parametrize(
    ("result", "more"),
    [("done", {"effect": "not_fixed"}), ("done", {"notes": "还是很失望"}), ("refused", {})],
)
async def test_a_check_that_fails_opens_it_again(
    followup: FollowUps, result: str, more: dict[str, Any]
) -> None:
    one = await reported(followup)
    await followup.post("service_manager", f"/dissatisfaction/{one['id']}/settle", SETTLED)
    await followup.move(days=7)
    await followup.attempt(await check_call(followup), result, **more)
    assert await states(followup, "open") == [one["id"]]
    again = SETTLED | {"check_on": "2026-03-20"}
    await followup.post("service_manager", f"/dissatisfaction/{one['id']}/settle", again)
    assert (await check_call(followup))["due_at"] == "2026-03-20T01:00:00Z"


@pytest.mark.rule("FU-06", "FU-10")
async def test_a_check_merged_into_a_refused_call_opens_it_again(followup: FollowUps) -> None:
    one = await reported(followup)
    path = f"/dissatisfaction/{one['id']}/settle"
    await followup.post("service_manager", path, SETTLED | {"check_on": "2026-03-05"})
    await followup.move(days=3)
    effect = next(c for c in await followup.calls("status=open") if c["reason"] == "effect")
    assert [merged["reason"] for merged in effect["merged"]] == ["check"]
    await followup.attempt(effect, "refused")
    assert await states(followup, "open") == [one["id"]]


@pytest.mark.rule("FU-10")
async def test_it_is_settled_once_and_checked_later(followup: FollowUps) -> None:
    one = await reported(followup)
    path = f"/dissatisfaction/{one['id']}/settle"
    past = await followup.post("service_manager", path, SETTLED | {"check_on": "2026-03-01"}, expect=422)
    assert past["errors"][0]["pointer"] == "/check_on"
    missing = await followup.post("service_manager", path, {}, expect=422)
    assert [error["pointer"] for error in missing["errors"]] == ["/action", "/check_on"]
    await followup.post("agent", path, SETTLED, expect=403)
    await followup.post("service_manager", path, SETTLED)
    refused = await followup.post("service_manager", path, SETTLED, expect=409)
    assert refused["code"] == "dissatisfaction_settled"


@pytest.mark.rule("FU-02", "FU-10")
async def test_words_of_complaint_in_a_call_are_reported(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [call] = await followup.calls(f"ticket_id={ticket}")
    await followup.move(days=3)
    await followup.attempt(call, "done", effect="fixed", notes="客户投诉收费不合理")
    [event] = await followup.told(events.DissatisfactionReported)
    assert (event.source, str(event.source_id), event.ticket_id) == ("followup", call["id"], ticket)


@pytest.mark.rule("FU-02")
async def test_the_complaint_that_was_registered_is_linked(followup: FollowUps) -> None:
    one = await reported(followup)
    [event] = await followup.told(events.DissatisfactionReported)
    case = new_id()
    await followup.move(hours=1)
    registered = ComplaintRegistered(
        form_no="CF-202603-0001",
        ticket_id=event.ticket_id,
        customer_id=event.customer_id,
        complaint_class="conduct",
        severity="minor",
        conduct_cause="not_in_time",
        cause_code="late",
        channel="survey",
        received_at=event.reported_at,
    )
    await followup.hear(registered, of=case)
    await followup.hear(registered, of=new_id())
    assert (await followup.get(f"/dissatisfaction/{one['id']}"))["complaint_id"] == str(case)
    assert registered.received_at == followup.now - timedelta(hours=1)
