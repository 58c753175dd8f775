"""Interval follow-ups and the clock that every answered contact starts anew (FU-03)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from libs.common.events import followup as events
from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import GOOD, FollowUps, link_path


def server() -> intake.UnitRegistered:
    """A unit whose pack asks for a monthly follow-up."""
    return intake.UnitRegistered(
        unit_id=new_id(), category="server", model=None, specification=None, serial=None, purchase_date=None
    )


async def contact(
    followup: FollowUps, customer: Any, *, answered: bool = True, at: datetime | None = None
) -> None:
    await followup.hear(
        intake.ContactRegistered(
            channel="phone",
            direction="inbound",
            kind="consultation",
            answered=answered,
            occurred_at=at or followup.now,
            customer_id=customer,
            ticket_id=None,
        )
    )


@pytest.mark.rule("FU-03", "IN-01")
async def test_a_call_that_turns_out_to_be_the_customers_counts_from_its_own_day(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    await followup.move(days=30)
    said_at = followup.now
    await contact(followup, None, at=said_at)
    await followup.move(days=10)
    unanswered: dict[str, Any] = {"customer_id": customer, "ticket_id": None, "occurred_at": followup.now}
    await followup.hear(intake.ContactLinked(**unanswered))
    await followup.hear(intake.ContactLinked(**unanswered | {"answered": True, "occurred_at": said_at}))
    await followup.move(days=300)
    [call] = await followup.calls(f"customer_id={customer}")
    assert call["due_at"].startswith("2026-10-01")


@pytest.mark.rule("FU-03", "IN-03")
async def test_a_reply_given_later_is_a_contact_of_that_day(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    await followup.move(days=30)
    await followup.hear(intake.ContactAnswered(kind="consultation", customer_id=None))
    await followup.hear(intake.ContactAnswered(kind="consultation", customer_id=customer))
    await followup.move(days=300)
    [call] = await followup.calls(f"customer_id={customer}")
    assert call["due_at"].startswith("2026-10-01")


@pytest.mark.rule("FU-03")
@pytest.mark.parametrize(
    ("tier", "day"), [("key", "2026-09-02"), ("long_term", "2027-03-02"), ("regular", None)]
)
async def test_intervals_follow_the_tier(followup: FollowUps, tier: str, day: str | None) -> None:
    customer = await followup.customer(tier=tier)
    if day is None:
        await followup.move(days=1000)
        assert await followup.calls(f"customer_id={customer}") == []
        return
    due_at = followup.now.replace(year=int(day[:4]), month=int(day[5:7]))
    await followup.move_to(due_at - timedelta(seconds=1))
    assert await followup.calls(f"customer_id={customer}") == []
    await followup.move_to(due_at)
    [call] = await followup.calls(f"customer_id={customer}")
    assert (call["reason"], call["due_at"]) == ("interval", f"{day}T02:00:00Z")
    await followup.attempt(call, "done")
    await followup.move(days=400)
    assert len(await followup.calls(f"customer_id={customer}&status=open")) == 1


@pytest.mark.rule("FU-03")
async def test_any_answered_contact_resets_the_clock(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    await followup.move(days=180)
    await contact(followup, customer, answered=False)
    await followup.move(days=1)
    await contact(followup, customer)
    await followup.move(days=180)
    assert await followup.calls(f"customer_id={customer}") == []
    await followup.move(days=10)
    [call] = await followup.calls(f"customer_id={customer}")
    await contact(followup, customer)
    assert (await followup.get(f"/follow-ups/{call['id']}"))["status"] == "cancelled"
    ticket = await followup.ticket(customer, kind="training")
    await followup.move(days=170)
    await followup.visited(ticket)
    await followup.move(days=170)
    assert await followup.calls(f"customer_id={customer}&status=open") == []


@pytest.mark.rule("FU-03")
@pytest.mark.parametrize(("channel", "called"), [("letter", False), ("paper", True)])
async def test_a_survey_sent_back_resets_the_clock_one_from_the_visit_does_not(
    followup: FollowUps, channel: str, called: bool
) -> None:
    customer = await followup.customer(tier="key")
    ticket = await followup.ticket(customer)
    await followup.closed(ticket, visited=False, outcome="answered", actor="li")
    [survey] = await followup.surveys(ticket)
    await followup.move(days=30)
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD | {"channel": channel})

    await followup.move(days=160)

    assert bool(await followup.calls(f"customer_id={customer}&status=open")) is called


@pytest.mark.rule("FU-03")
async def test_a_survey_answered_by_link_resets_the_clock(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    ticket = await followup.ticket(customer)
    await followup.closed(ticket, visited=False, outcome="declined")
    [survey] = await followup.surveys(ticket)
    await followup.move(days=29)
    assert (await followup.http.post(link_path(survey), json=GOOD)).status_code == 200
    await followup.move(days=160)
    assert await followup.calls(f"customer_id={customer}&status=open") == []


@pytest.mark.rule("FU-03")
async def test_a_contact_heard_of_late_does_not_turn_the_clock_back(followup: FollowUps) -> None:
    customer, late = await followup.customer(tier="key"), followup.now
    await followup.move(days=90)
    await contact(followup, customer)
    await contact(followup, customer, at=late)
    await followup.move(days=100)
    assert await followup.calls(f"customer_id={customer}") == []


@pytest.mark.rule("FU-03")
async def test_who_is_key_no_longer_is_not_called(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    await followup.move(days=190)
    changed: dict[str, Any] = {
        "member": False,
        "card": None,
        "group": None,
        "do_not_call": False,
        "best_hours": None,
    }
    await followup.hear(intake.CustomerChanged(**changed, tier="regular", sealed=b""), of=customer)
    await followup.move(days=400)
    assert {c["status"] for c in await followup.calls(f"customer_id={customer}")} == {"cancelled"}


@pytest.mark.rule("FU-03")
async def test_computers_are_followed_up_monthly_by_their_technician(followup: FollowUps) -> None:
    customer = await followup.customer()
    await followup.hear(server(), of=customer)
    ticket = await followup.ticket(customer, kind="training", category="server")
    await followup.visited(ticket)
    await followup.move(days=40)
    [call] = await followup.calls(role="technician")
    assert (call["reason"], call["due_at"], call["agent"]) == (
        "monthly",
        "2026-04-10T01:00:00Z",
        "technician",
    )
    assert await followup.calls(role="technician", subject="another") == []
    path = f"/follow-ups/{call['id']}/attempts"
    await followup.post("technician", path, {"result": "done"}, expect=403, subject="another")
    await followup.post("technician", path, {"result": "done"})


@pytest.mark.rule("FU-02", "FU-06")
@pytest.mark.parametrize("result", ["refused", "no_answer", "done"])
async def test_a_technicians_call_says_nothing_of_whether_the_repair_helped(
    followup: FollowUps, result: str
) -> None:
    customer = await followup.customer()
    await followup.hear(server(), of=customer)
    await followup.visited(await followup.ticket(customer, category="server"))
    await followup.move(days=40)
    [monthly] = await followup.calls(role="technician")

    for _ in range(3 if result == "no_answer" else 1):
        await followup.post("technician", f"/follow-ups/{monthly['id']}/attempts", {"result": result})
        await followup.move(days=1)

    [effect] = [call for call in await followup.calls() if call["reason"] == "effect"]
    assert (effect["status"], effect["tries"]) == ("open", 0)


@pytest.mark.rule("FU-03")
async def test_story_7_key_customer_half_year(followup: FollowUps) -> None:
    customer = await followup.customer(tier="key")
    await followup.move_to(followup.now.replace(month=9))
    [call] = await followup.calls(f"customer_id={customer}")
    await followup.attempt(call, "no_answer")
    await followup.move(days=1)
    await followup.attempt(call, "no_answer")
    await followup.move(days=1)
    back = (followup.now + timedelta(days=1, hours=3)).isoformat()
    await followup.attempt(call, "call_back", call_back_at=back)
    await followup.move(days=1, hours=3)
    await followup.attempt(call, "done", notes="建议改进门把手")
    [voiced] = await followup.told(events.SuggestionVoiced)
    assert voiced.customer_id == customer
    answered_at = followup.now
    await followup.move(days=170)
    assert await followup.calls(f"customer_id={customer}&status=open") == []
    await followup.move_to(answered_at.replace(year=2027, month=3))
    assert len(await followup.calls(f"customer_id={customer}&status=open")) == 1
