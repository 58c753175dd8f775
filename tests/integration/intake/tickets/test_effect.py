"""An effect call that hears "not fixed" makes it a repeat repair (FU-04, IN-16)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from libs.common.events import followup
from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

BACK = {"signed_on": "2026-03-02"}
TELL = {"channel": "phone", "text": "修好了"}
CLOSE = {"outcome": "repaired"}


async def not_fixed(desk: Desk, *, after: timedelta = timedelta()) -> None:
    said = followup.RepairNotEffective(ticket_id=desk.id, said_at=desk.at(after))
    await desk.hear(said, subject=uuid4())


@pytest.mark.rule("FU-04", "IN-16")
async def test_a_closed_ticket_is_reopened_as_repeat_repair(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.work()
    await desk.act("voucher-returned", BACK)
    await desk.act("notify", TELL)
    await desk.act("close", CLOSE)

    await not_fixed(desk)

    reopened = await desk.now()
    assert (reopened["status"], reopened["repeat_repair"]) == ("open", True)
    assert {deadline["state"] for deadline in reopened["deadlines"]} == {"running"}


@pytest.mark.rule("FU-04", "IN-16")
async def test_a_ticket_whose_papers_are_still_out_never_closes_over_a_repair_that_failed(
    intake: Intake,
) -> None:
    desk = await Desk.open(intake)
    await desk.work()

    await not_fixed(desk)
    await not_fixed(desk)

    again = await desk.now()
    assert (again["status"], again["repeat_repair"]) == ("open", True)
    assert (await desk.act("close", CLOSE))["code"] == "work_open"
    [reopened] = await intake.told(events.TicketReopened)
    assert (reopened.repeat_repair, reopened.reason) == (True, "not fixed")


@pytest.mark.rule("FU-04")
async def test_what_was_said_before_the_last_repair_says_nothing_of_it(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.work()

    await not_fixed(desk, after=timedelta(hours=-1))

    assert (await desk.now())["status"] == "done"


@pytest.mark.rule("IN-01", "IN-16")
async def test_a_ticket_reopened_before_its_demand_was_certain_waits_again(intake: Intake) -> None:
    desk = await Desk.open(intake, demand_confirmed=False)
    await desk.act("cancel", {"reason": "再想想"})

    assert (await desk.act("reopen", {"reason": "还是要修"}))["status"] == "waiting"
