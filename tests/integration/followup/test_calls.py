"""When a customer is called, and how often it is tried (FU-06)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import followup as events
from libs.common.ids import new_id
from tests.integration.followup.house import FollowUps


@pytest.mark.rule("FU-06")
async def test_nobody_is_called_in_quiet_hours(followup: FollowUps) -> None:
    await followup.move(hours=12)
    call = await followup.effect_call()
    assert call["due_at"] == "2026-03-06T01:00:00Z"


@pytest.mark.rule("FU-06")
async def test_best_hours_are_kept(followup: FollowUps) -> None:
    customer = await followup.customer(best_hours="18:00-20:00")
    call = await followup.effect_call(customer)
    assert (call["due_at"], call["best_hours"]) == ("2026-03-05T10:00:00Z", "18:00-20:00")


@pytest.mark.rule("FU-06")
async def test_three_tries_are_spread_over_days_and_hours(followup: FollowUps) -> None:
    call = await followup.effect_call()
    tried = []
    for _ in range(3):
        await followup.move_to(followup.now.replace(minute=0) + timedelta(days=3))
        call = await followup.attempt(call, "no_answer")
        tried.append((call["status"], call["due_at"]))
    assert [state for state, _ in tried] == ["open", "open", "unreachable"]
    assert [at for _, at in tried[:2]] == ["2026-03-06T05:00:00Z", "2026-03-09T05:00:00Z"]
    [told] = await followup.told(events.FollowUpUnreachable)
    assert (told.reason, str(told.ticket_id)) == ("effect", call["ticket_id"])


@pytest.mark.rule("FU-06")
async def test_tries_in_a_row_are_kept_and_count_once_a_day(followup: FollowUps) -> None:
    call = await followup.effect_call()
    await followup.move(days=3)
    for _ in range(4):
        call = await followup.attempt(call, "no_answer", notes="忙音")
        await followup.move(seconds=20)
    assert (call["status"], call["tries"], call["due_at"]) == ("open", 1, "2026-03-06T05:00:00Z")
    assert [attempt["counted"] for attempt in call["attempts"]] == [True, False, False, False]
    assert [bool(attempt["why_not_counted"]) for attempt in call["attempts"]] == [False, True, True, True]
    assert [attempt["notes"] for attempt in call["attempts"]] == ["忙音"] * 4
    assert await followup.told(events.FollowUpUnreachable) == []
    assert await followup.calls(followup.due) == []


@pytest.mark.rule("FU-06")
async def test_a_try_before_it_is_due_brings_nothing_forward(followup: FollowUps) -> None:
    call = await followup.effect_call()
    tried = await followup.attempt(call, "no_answer")
    assert (tried["tries"], tried["due_at"]) == (1, call["due_at"])


@pytest.mark.rule("FU-06")
async def test_the_time_asked_for_outlives_a_try_before_it(followup: FollowUps) -> None:
    call = await followup.effect_call()
    for _ in range(2):
        await followup.move(days=3)
        await followup.attempt(call, "no_answer")
    await followup.move(days=1)
    back = (followup.now + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    await followup.attempt(call, "call_back", call_back_at=back)
    for _ in range(3):
        await followup.move(hours=7)
        call = await followup.attempt(call, "no_answer")
    assert (call["status"], call["tries"], call["due_at"], call["call_back_at"]) == ("open", 0, back, back)
    await followup.move(hours=3)
    call = await followup.attempt(call, "no_answer")
    assert (call["status"], call["tries"], call["call_back_at"]) == ("open", 1, None)


@pytest.mark.rule("FU-06")
async def test_inconvenient_is_called_back_at_the_time_asked_for(followup: FollowUps) -> None:
    call = await followup.effect_call()
    await followup.move(days=3)
    back = "2026-03-05T21:30:00+08:00"
    call = await followup.attempt(call, "call_back", call_back_at=back)
    assert (call["due_at"], call["call_at"], call["agent"]) == (
        "2026-03-05T13:30:00Z",
        "2026-03-05T13:30:00Z",
        "agent",
    )
    assert [c["id"] for c in await followup.calls(followup.due + "&agent=agent")] == [call["id"]]
    assert await followup.calls(followup.due + "&agent=somebody") == []
    await followup.move(hours=12)
    done = await followup.attempt(call, "done", effect="fixed")
    assert (done["status"], done["call_back_at"]) == ("done", None)


async def test_what_is_wrong_with_an_attempt_is_named(followup: FollowUps) -> None:
    call = await followup.effect_call()

    async def pointers(result: str, **more: Any) -> list[str]:
        answer = await followup.attempt(call, result, expect=422, **more)
        return [error["pointer"] for error in answer["errors"]]

    assert await pointers("call_back") == ["/call_back_at"]
    assert await pointers("call_back", call_back_at="2026-03-02T09:00:00+08:00") == ["/call_back_at"]
    assert await pointers("maybe") == ["/result"]
    assert await pointers("done", effect="better") == ["/effect"]
    assert await pointers("done", at="2026-03-02T11:00:00+08:00") == ["/at"]
    assert await pointers("done", at="2026-03-02T09:59:59+08:00") == ["/at"]
    path = f"/follow-ups/{new_id()}/attempts"
    assert (await followup.post("agent", path, {}, expect=404))["code"] == "follow_up_not_found"
    assert (await followup.get("/follow-ups?due=tomorrow", expect=422))["errors"][0]["pointer"] == "/due"


async def test_a_call_is_notified_about(followup: FollowUps) -> None:
    call = await followup.effect_call()
    await followup.post("agent", f"/follow-ups/{call['id']}/notify", {"channel": "sms", "text": "您好"})
    [told] = await followup.told(events.CustomerNotified)
    assert (told.channel, str(told.ticket_id)) == ("sms", call["ticket_id"])
    assert "您好" not in told.text_hash
