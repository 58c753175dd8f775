"""A repair that isn't done in time: something to work with meanwhile (PO-13)."""

from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events.intake import TicketUpdated
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

DUE = TicketUpdated(loaner_due=True, reason="repair late")


async def opened(intake: Intake, category: str) -> Desk:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category=category)
    return Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))


async def entitlement(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.now())["entitlement"]
    return found


@pytest.mark.rule("PO-13", "PO-17")
@pytest.mark.parametrize("seconds", [0, 0.85, 59.9])
async def test_a_loaner_is_due_as_soon_as_the_repair_is_late(intake: Intake, seconds: float) -> None:
    await intake.move(seconds=seconds)
    desk = await opened(intake, "pc")
    before = await entitlement(desk)

    await intake.move(hours=23, minutes=59)
    assert await entitlement(desk) == before
    await intake.move(minutes=1)

    late = await entitlement(desk)
    assert (late["loaner_due"], "loaner" in late["remedies"]) == (True, True)
    assert (late["service_type"], late["cost_bearer"]) == (before["service_type"], before["cost_bearer"])
    assert [rule["outcome"] for rule in late["rules"] if rule["rule"] == "PO-13"] == ["loaner_due"]
    assert await intake.told(TicketUpdated) == [DUE]
    await intake.move(days=3)
    assert await intake.told(TicketUpdated) == [DUE]


@pytest.mark.rule("PO-13", "PO-08")
async def test_what_is_found_later_leaves_it_due(intake: Intake) -> None:
    desk = await opened(intake, "pc")
    await intake.move(hours=25)
    await desk.hear(dispatch.ExclusionFound(**desk.visit_fields(), findings=["liquid"], text="water"))

    found = await entitlement(desk)

    assert (found["excluded_by"], found["loaner_due"]) == (["liquid"], True)


@pytest.mark.rule("PO-13", "IN-06")
async def test_a_repair_in_time_or_in_a_pack_without_loaners_makes_none_due(intake: Intake) -> None:
    repaired, washer = await opened(intake, "pc"), await opened(intake, "washing_machine")
    await intake.move(hours=20)
    await repaired.work()
    await intake.move(days=5)

    assert not (await entitlement(repaired))["loaner_due"]
    assert not (await entitlement(washer))["loaner_due"]
    assert DUE not in await intake.told(TicketUpdated)
