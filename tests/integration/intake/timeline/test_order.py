"""The history stands in the order in which things came about, whatever came first (IN-11)."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.common.events import followup
from libs.common.events.envelope import Received
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

MOMENT, NEXT_MICROSECOND, NEXT_MILLISECOND = (timedelta(microseconds=us) for us in (0, 1, 1000))
GAPS = st.lists(st.sampled_from((MOMENT, NEXT_MICROSECOND, NEXT_MILLISECOND)), min_size=1, max_size=12)


def happened(intake: Intake, customer_id: str, gaps: list[timedelta]) -> list[Received[Any]]:
    """One the consequence of the other, on three calls, each with a number that its summary shows."""
    at, events, calls = intake.now, [], [new_id() for _ in range(3)]
    for number, gap in enumerate(gaps):
        at += gap
        due_at = datetime(2026, 4, 1, 0, number, tzinfo=UTC)
        planned = followup.FollowUpScheduled(
            reason="interval", due_at=due_at, customer_id=UUID(customer_id), ticket_id=None
        )
        events.append(intake.event(planned, calls[number % 3], at=at))
    return events


def mixed(events: list[Received[Any]], chance: Random) -> list[Received[Any]]:
    """In any order but that of one call."""
    keys = [event.subject for event in events]
    queues = {key: iter([event for event in events if event.subject == key]) for key in keys}
    chance.shuffle(keys)
    return [next(queues[key]) for key in keys]


async def read(intake: Intake, customer_id: str, *, limit: int, **query: str) -> list[str]:
    """The numbers of what happened, page by page."""
    shown: list[str] = []
    path, asked = f"/intake/v1/customers/{customer_id}/timeline", {**query, "limit": str(limit)}
    while True:
        page = (await intake.agent.get(path, params=asked)).json()
        shown += [item["summary"][-2:] for item in page["items"]]
        if page["next_cursor"] is None:
            return shown
        assert len(page["items"]) == limit
        asked["cursor"] = page["next_cursor"]


@pytest.mark.rule("IN-11")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=GAPS, chance=st.randoms(use_true_random=False), limit=st.integers(1, 5))
async def test_an_effect_stands_above_its_cause_on_whatever_pages_they_are(
    intake: Intake, gaps: list[timedelta], chance: Random, limit: int
) -> None:
    """Also where both are of one moment, as whoever hears of a cause acts at the time of the cause."""
    customer = (await told.customer(intake.agent))["id"]
    events = happened(intake, customer, gaps)
    for event in mixed(events, chance):
        await intake.deliver(event)
    newest_first = [f"{number:02}" for number in reversed(range(len(events)))]
    assert await read(intake, customer, limit=limit) == newest_first
    assert await read(intake, customer, limit=limit, type="FollowUpScheduled") == newest_first


@pytest.mark.rule("IN-11")
async def test_what_one_request_did_is_told_in_its_order(intake: Intake) -> None:
    """Customer, unit and ticket are registered at one moment, by one call."""
    asked = {"customer": told.CUSTOMER, "unit": told.UNIT, "kind": "repair", "fault": {"text": "不制冷"}}
    ticket = await told.created(intake.agent, "/intake/v1/tickets", asked)
    await intake.post("agent", f"/tickets/{ticket['id']}/notify", {"channel": "phone", "text": "明天到"})
    await intake.hear_itself()
    path = f"/intake/v1/customers/{ticket['customer_id']}/timeline"
    items = (await intake.agent.get(path)).json()["items"]
    assert [item["type"] for item in items] == [
        "CustomerNotified",
        "TicketOpened",
        "UnitRegistered",
        "CustomerRegistered",
    ]


async def test_a_cursor_of_another_list_is_refused(intake: Intake) -> None:
    customer = (await told.customer(intake.agent))["id"]
    path = f"/intake/v1/customers/{customer}/timeline?cursor=AZWeBpD7dmWiaxEfLxOuVA"
    answer = await intake.agent.get(path)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad_cursor")
