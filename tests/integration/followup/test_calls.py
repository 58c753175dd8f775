"""Effect calls, interval calls and the call list of the day (FU-03, FU-04, FU-06)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import followup as events
from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import GOOD, FollowUps


def due(followup: FollowUps) -> str:
    """The call list of the present day at the site."""
    return f"due={(followup.now + timedelta(hours=8)).date()}"


async def effect_call(followup: FollowUps, customer: Any = None) -> Any:
    ticket = await followup.ticket(customer)
    await followup.visited(ticket)
    [call] = await followup.calls(f"ticket_id={ticket}")
    return call


@pytest.mark.rule("FU-04")
async def test_three_days_after_the_repair_its_effect_is_asked(followup: FollowUps) -> None:
    call = await effect_call(followup)
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
    call = await effect_call(followup)
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
    call = await effect_call(followup)
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


@pytest.mark.rule("FU-06")
async def test_nobody_is_called_in_quiet_hours(followup: FollowUps) -> None:
    await followup.move(hours=12)
    call = await effect_call(followup)
    assert call["due_at"] == "2026-03-06T01:00:00Z"


@pytest.mark.rule("FU-06")
async def test_best_hours_are_kept(followup: FollowUps) -> None:
    customer = await followup.customer(best_hours="18:00-20:00")
    call = await effect_call(followup, customer)
    assert (call["due_at"], call["best_hours"]) == ("2026-03-05T10:00:00Z", "18:00-20:00")


@pytest.mark.rule("FU-06")
async def test_three_tries_are_spread_over_days_and_hours(followup: FollowUps) -> None:
    call = await effect_call(followup)
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
    call = await effect_call(followup)
    await followup.move(days=3)
    for _ in range(4):
        call = await followup.attempt(call, "no_answer", notes="忙音")
        await followup.move(seconds=20)
    assert (call["status"], call["tries"], call["due_at"]) == ("open", 1, "2026-03-06T05:00:00Z")
    assert [attempt["counted"] for attempt in call["attempts"]] == [True, False, False, False]
    assert [bool(attempt["why_not_counted"]) for attempt in call["attempts"]] == [False, True, True, True]
    assert [attempt["notes"] for attempt in call["attempts"]] == ["忙音"] * 4
    assert await followup.told(events.FollowUpUnreachable) == []
    assert await followup.calls(due(followup)) == []


@pytest.mark.rule("FU-06")
async def test_a_try_before_it_is_due_brings_nothing_forward(followup: FollowUps) -> None:
    call = await effect_call(followup)
    tried = await followup.attempt(call, "no_answer")
    assert (tried["tries"], tried["due_at"]) == (1, call["due_at"])


@pytest.mark.rule("FU-06")
async def test_the_time_asked_for_outlives_a_try_before_it(followup: FollowUps) -> None:
    call = await effect_call(followup)
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
    call = await effect_call(followup)
    await followup.move(days=3)
    back = "2026-03-05T21:30:00+08:00"
    call = await followup.attempt(call, "call_back", call_back_at=back)
    assert (call["due_at"], call["call_at"], call["agent"]) == (
        "2026-03-05T13:30:00Z",
        "2026-03-05T13:30:00Z",
        "agent",
    )
    assert [c["id"] for c in await followup.calls(due(followup) + "&agent=agent")] == [call["id"]]
    assert await followup.calls(due(followup) + "&agent=somebody") == []
    await followup.move(hours=12)
    done = await followup.attempt(call, "done", effect="fixed")
    assert (done["status"], done["call_back_at"]) == ("done", None)


async def test_what_is_wrong_with_an_attempt_is_named(followup: FollowUps) -> None:
    call = await effect_call(followup)

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


@pytest.mark.rule("FU-06")
async def test_who_asked_not_to_be_called_is_not_on_the_list(followup: FollowUps) -> None:
    customer = await followup.customer()
    call = await effect_call(followup, customer)
    await followup.move(days=3)
    assert [c["id"] for c in await followup.calls(due(followup))] == [call["id"]]
    changed: dict[str, Any] = {
        "tier": "regular",
        "member": False,
        "card": None,
        "group": None,
        "best_hours": None,
    }
    await followup.hear(intake.CustomerChanged(**changed, do_not_call=True, sealed=b""), of=customer)
    assert await followup.calls(due(followup)) == []
    assert [c["id"] for c in await followup.calls(due(followup) + "&do_not_call=true")] == [call["id"]]
    assert (await followup.attempt(call, "done", expect=409))["code"] == "do_not_call"
    written = await followup.attempt(call, "done", channel="letter", effect="fixed")
    assert written["status"] == "done"


@pytest.mark.rule("FU-06")
async def test_the_list_is_overdue_first_and_paged(followup: FollowUps) -> None:
    calls = []
    for _ in range(3):
        calls.append(await effect_call(followup))
        await followup.move(hours=1)
    await followup.move(days=4)
    path = f"/follow-ups?{due(followup)}&limit=2"
    first = await followup.get(path)
    second = await followup.get(f"{path}&cursor={first['next_cursor']}")
    listed = [*first["items"], *second["items"]]
    assert [c["id"] for c in listed] == [c["id"] for c in calls]
    assert second["next_cursor"] is None
    assert await followup.calls("due=2026-03-04") == []


@pytest.mark.rule("FU-06")
async def test_two_reasons_on_one_day_are_one_call(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await effect_call(followup, customer)
    await followup.move(days=3)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [listed] = await followup.calls(due(followup))
    [other] = listed["merged"]
    assert {listed["reason"], other["reason"]} == {"effect", "contract_ending"}
    await followup.attempt(effect, "done", effect="fixed")
    assert {c["status"] for c in await followup.calls(f"customer_id={customer}")} == {"done"}
    assert await followup.calls(due(followup)) == []


@pytest.mark.rule("FU-06")
async def test_whoever_is_called_back_today_is_on_nobody_elses_list(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await effect_call(followup, customer)
    await followup.move(days=3)
    back = (followup.now + timedelta(days=1, hours=5)).isoformat()
    await followup.attempt(effect, "call_back", call_back_at=back)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    await followup.move(days=1)
    assert await followup.calls(due(followup) + "&agent=somebody") == []
    for query in ("&agent=agent", ""):
        [listed] = await followup.calls(due(followup) + query)
        assert (listed["id"], [m["reason"] for m in listed["merged"]]) == (effect["id"], ["contract_ending"])


@pytest.mark.rule("FU-04", "FU-06")
async def test_an_effect_told_in_a_call_about_something_else_is_not_lost(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await effect_call(followup, customer)
    await followup.move(days=3)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [ending] = [c for c in await followup.calls() if c["reason"] == "contract_ending"]
    await followup.attempt(ending, "done", effect="not_fixed")
    answered = await followup.get(f"/follow-ups/{effect['id']}")
    assert (answered["status"], answered["effect"]) == ("done", "not_fixed")
    [told] = await followup.told(events.RepairNotEffective)
    assert str(told.ticket_id) == effect["ticket_id"]


@pytest.mark.rule("FU-06")
async def test_what_was_not_asked_in_the_call_waits_for_tomorrow(followup: FollowUps) -> None:
    customer = await followup.customer()
    first, second = await effect_call(followup, customer), await effect_call(followup, customer)
    await followup.move(days=3)
    await followup.attempt(first, "done", effect="fixed")
    later = await followup.get(f"/follow-ups/{second['id']}")
    assert (later["status"], later["due_at"]) == ("open", "2026-03-06T01:00:00Z")
    assert await followup.calls(due(followup)) == []


@pytest.mark.rule("FU-06")
async def test_no_new_reason_calls_twice_on_one_day(followup: FollowUps) -> None:
    customer = await followup.customer()
    call = await effect_call(followup, customer)
    await followup.move(days=3)
    await followup.attempt(call, "done", effect="fixed")
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [ending] = await followup.calls(f"customer_id={customer}&status=open")
    assert ending["due_at"] == "2026-03-06T01:00:00Z"


@pytest.mark.rule("FU-06", "FU-02")
async def test_a_survey_asked_by_phone_is_the_call_of_the_day(followup: FollowUps) -> None:
    customer = await followup.customer()
    ticket = await followup.ticket(customer)
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD | {"channel": "phone"})
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [ending] = [c for c in await followup.calls() if c["reason"] == "contract_ending"]
    assert ending["due_at"] == "2026-03-03T01:00:00Z"


@pytest.mark.rule("FU-06", "FU-02")
async def test_a_survey_due_on_the_day_is_asked_in_the_call(followup: FollowUps) -> None:
    customer = await followup.customer()
    ticket = await followup.ticket(customer)
    await followup.visited(ticket)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    await followup.move(days=2)
    [survey] = await followup.surveys(ticket)
    [call] = await followup.calls(due(followup))
    assert (call["surveys"], survey["reminded_at"]) == ([survey["id"]], "2026-03-04T02:00:00Z")
    assert await followup.told(events.CustomerNotified) == []


async def test_a_call_is_notified_about(followup: FollowUps) -> None:
    call = await effect_call(followup)
    await followup.post("agent", f"/follow-ups/{call['id']}/notify", {"channel": "sms", "text": "您好"})
    [told] = await followup.told(events.CustomerNotified)
    assert (told.channel, str(told.ticket_id)) == ("sms", call["ticket_id"])
    assert "您好" not in told.text_hash
