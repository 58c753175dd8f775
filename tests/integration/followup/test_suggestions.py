"""Suggestions are listed until their department has answered them (FU-02)."""

from datetime import date
from typing import Any

import pytest

from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import FollowUps


async def listed(followup: FollowUps, query: str) -> list[Any]:
    found: list[Any] = (await followup.get(f"/suggestions?{query}"))["items"]
    return found


@pytest.mark.rule("FU-02")
async def test_open_until_it_is_answered(followup: FollowUps) -> None:
    customer, suggestion = new_id(), new_id()
    registered = intake.SuggestionRegistered(channel="survey", customer_id=customer, department=None)
    await followup.hear(registered, of=suggestion)
    [one] = await listed(followup, "state=open")
    assert (one["id"], one["customer_id"], one["department"]) == (str(suggestion), str(customer), None)
    await followup.move(hours=1)
    await followup.hear(intake.SuggestionRouted(department="rnd", customer_id=customer), of=suggestion)
    [one] = await listed(followup, f"customer_id={customer}")
    assert (one["state"], one["department"]) == ("open", "rnd")
    await followup.hear(intake.SuggestionAnswered(verdict="adopted", customer_id=customer), of=suggestion)
    assert await listed(followup, "state=open") == []
    [one] = await listed(followup, "state=answered")
    assert (one["verdict"], one["answered_at"]) == ("adopted", "2026-03-02T03:00:00Z")


@pytest.mark.rule("FU-02", "FU-06")
async def test_whoever_calls_the_customer_sees_what_waits_for_an_answer(followup: FollowUps) -> None:
    customer, suggestion = await followup.customer(), new_id()
    registered = intake.SuggestionRegistered(channel="survey", customer_id=customer, department="rnd")
    await followup.hear(registered, of=suggestion)
    await followup.hear(intake.ContractEnding(contract_id=new_id(), ends_on=date(2026, 4, 1)), of=customer)
    [call] = await followup.calls()
    assert call["suggestions"] == [str(suggestion)]
    await followup.hear(intake.SuggestionAnswered(verdict="adopted", customer_id=customer), of=suggestion)
    assert (await followup.calls())[0]["suggestions"] == []


async def test_one_registered_before_follow_up_listened_is_kept(followup: FollowUps) -> None:
    await followup.hear(intake.SuggestionAnswered(verdict="adopted", customer_id=None))
    [one] = await listed(followup, "")
    assert (one["state"], one["verdict"]) == ("answered", "adopted")
