"""The call list of the day: overdue first, one call for each customer (FU-06)."""

from datetime import date, timedelta
from typing import Any

import pytest

from libs.common.events import followup as events
from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import GOOD, FollowUps


@pytest.mark.rule("FU-06")
async def test_who_asked_not_to_be_called_is_not_on_the_list(followup: FollowUps) -> None:
    customer = await followup.customer()
    call = await followup.effect_call(customer)
    await followup.move(days=3)
    assert [c["id"] for c in await followup.calls(followup.due)] == [call["id"]]
    changed: dict[str, Any] = {
        "tier": "regular",
        "member": False,
        "card": None,
        "group": None,
        "best_hours": None,
    }
    await followup.hear(intake.CustomerChanged(**changed, do_not_call=True, sealed=b""), of=customer)
    assert await followup.calls(followup.due) == []
    assert [c["id"] for c in await followup.calls(followup.due + "&do_not_call=true")] == [call["id"]]
    assert (await followup.attempt(call, "done", expect=409))["code"] == "do_not_call"
    written = await followup.attempt(call, "done", channel="letter", effect="fixed")
    assert written["status"] == "done"


@pytest.mark.rule("FU-06")
async def test_the_list_is_overdue_first_and_paged(followup: FollowUps) -> None:
    calls = []
    for _ in range(3):
        calls.append(await followup.effect_call())
        await followup.move(hours=1)
    await followup.move(days=4)
    path = f"/follow-ups?{followup.due}&limit=2"
    first = await followup.get(path)
    second = await followup.get(f"{path}&cursor={first['next_cursor']}")
    listed = [*first["items"], *second["items"]]
    assert [c["id"] for c in listed] == [c["id"] for c in calls]
    assert second["next_cursor"] is None
    assert await followup.calls("due=2026-03-04") == []


@pytest.mark.rule("FU-06")
async def test_two_reasons_on_one_day_are_one_call(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await followup.effect_call(customer)
    await followup.move(days=3)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [listed] = await followup.calls(followup.due)
    [other] = listed["merged"]
    assert {listed["reason"], other["reason"]} == {"effect", "contract_ending"}
    await followup.attempt(effect, "done", effect="fixed")
    assert {c["status"] for c in await followup.calls(f"customer_id={customer}")} == {"done"}
    assert await followup.calls(followup.due) == []


@pytest.mark.rule("FU-06")
async def test_whoever_is_called_back_today_is_on_nobody_elses_list(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await followup.effect_call(customer)
    await followup.move(days=3)
    back = (followup.now + timedelta(days=1, hours=5)).isoformat()
    await followup.attempt(effect, "call_back", call_back_at=back)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    await followup.move(days=1)
    assert await followup.calls(followup.due + "&agent=somebody") == []
    for query in ("&agent=agent", ""):
        [listed] = await followup.calls(followup.due + query)
        assert (listed["id"], [m["reason"] for m in listed["merged"]]) == (effect["id"], ["contract_ending"])


@pytest.mark.rule("FU-04", "FU-06")
async def test_an_effect_told_in_a_call_about_something_else_is_not_lost(followup: FollowUps) -> None:
    customer = await followup.customer()
    effect = await followup.effect_call(customer)
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
    first, second = await followup.effect_call(customer), await followup.effect_call(customer)
    await followup.move(days=3)
    await followup.attempt(first, "done", effect="fixed")
    later = await followup.get(f"/follow-ups/{second['id']}")
    assert (later["status"], later["due_at"]) == ("open", "2026-03-06T01:00:00Z")
    assert await followup.calls(followup.due) == []


@pytest.mark.rule("FU-06")
async def test_no_new_reason_calls_twice_on_one_day(followup: FollowUps) -> None:
    customer = await followup.customer()
    call = await followup.effect_call(customer)
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
    [call] = await followup.calls(followup.due)
    assert (call["surveys"], survey["reminded_at"]) == ([survey["id"]], "2026-03-04T02:00:00Z")
    assert await followup.told(events.CustomerNotified) == []
