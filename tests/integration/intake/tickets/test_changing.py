"""Facts that are put right while a ticket runs reach those who work on it (IN-06, DI-02)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

PLACE = {"address": "北京市东城区 1 号", "lat": 39.9, "lon": 116.4}


async def change(desk: Desk, **body: Any) -> None:
    answer = await desk.intake.agent.patch(desk.path, json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.rule("DI-02")
async def test_only_what_was_changed_is_told_and_never_the_address(intake: Intake) -> None:
    desk = await Desk.open(intake)

    await change(desk, location=PLACE, fault={"text": "漏水"})
    await change(desk, department="sales")
    await change(desk)

    assert await intake.told(events.TicketUpdated) == [
        events.TicketUpdated(latitude=39.9, longitude=116.4, fault="漏水")
    ]


@pytest.mark.rule("IN-06")
async def test_due_times_moved_by_a_pause_are_told_with_its_end(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2015-01-01")
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))
    due = {clock["kind"]: clock["due_at"] for clock in desk.opened["deadlines"]}
    await desk.act("quote", QUOTE)
    await intake.move(hours=1)

    await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    await desk.act("pause", {"reason": "part"})
    await intake.move(hours=1)
    await desk.act("resume")

    [consent] = await intake.told(events.ConsentRecorded)
    resumed = (await intake.told(events.TicketUpdated))[-1]
    shown = {clock["kind"]: clock["due_at"] for clock in (await desk.now())["deadlines"]}
    assert shown["arrive"] != due["arrive"]
    assert consent.arrive_by is not None
    assert resumed.arrive_by == consent.arrive_by + timedelta(hours=1)
    assert shown["arrive"] == resumed.arrive_by.isoformat().replace("+00:00", "Z")
