"""A contract's response time, agreed anew while a ticket under it runs (PO-04, IN-06)."""

from typing import Any

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


def arrival(ticket: dict[str, Any]) -> dict[str, Any]:
    return next(clock for clock in ticket["deadlines"] if clock["kind"] == "arrive")


@pytest.mark.rule("PO-04", "IN-06")
async def test_what_was_used_and_paused_still_counts_and_other_tickets_are_left_alone(
    intake: Intake,
) -> None:
    """Opened at 10:00 with 6 hours, an hour of them paused; at 12:00 they become 4: due at 15:00."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    contract = await told.contract(intake.agent, unit, response_hours=6)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))
    other = await told.unit(intake.agent, customer["id"], serial="SN-2")
    await told.contract(intake.agent, other, number="K-2", response_hours=6)
    elsewhere = Desk(intake, await told.ticket(intake.agent, customer["id"], other["id"]))
    await desk.act("pause", {"clock": "arrive", "reason": "customer"})
    await intake.move(hours=1)
    await desk.act("resume", {"clock": "arrive"})
    await intake.move(hours=1)

    path = f"/intake/v1/contracts/{contract['id']}"
    changed = await intake.agent.patch(path, json={"response_hours": 4})

    assert changed.status_code == 200, changed.text
    clock = arrival(await desk.now())
    assert (clock["due_at"], clock["seconds_left"]) == ("2026-03-02T07:00:00Z", 3 * 3600)
    assert arrival(await elsewhere.now())["due_at"] == "2026-03-02T08:00:00Z"
    updated = (await intake.told(events.TicketUpdated))[-1]
    assert (updated.arrive_by, updated.reason) == (intake.now.replace(hour=7), "response time")
    await intake.agent.patch(path, json={"visits": 3})
    assert (await intake.told(events.TicketUpdated))[-1] == updated
    await intake.move(hours=3)
    missed = await intake.told(events.TicketDeadlineMissed)
    assert [(event.kind, event.due_at) for event in missed] == [("arrive", intake.now)]


@pytest.mark.rule("PO-04", "IN-06")
async def test_a_contract_never_makes_it_slower_than_the_policy_promises(intake: Intake) -> None:
    """A computer's own 2 hours hold beside a contract's 4, also when the contract's are agreed anew."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc")
    contract = await told.contract(intake.agent, unit, response_hours=4)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))
    assert arrival(desk.opened)["seconds_left"] == 2 * 3600

    for hours, promised in ((3, 2), (1, 1), (6, 2)):
        changed = await intake.agent.patch(
            f"/intake/v1/contracts/{contract['id']}", json={"response_hours": hours}
        )
        assert changed.status_code == 200, changed.text
        assert arrival(await desk.now())["seconds_left"] == promised * 3600


@pytest.mark.rule("PO-04", "IN-06")
async def test_of_several_contracts_the_best_response_holds(intake: Intake) -> None:
    """Not that of the one ending last, and none of one whose visits are used up."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    best = await told.contract(intake.agent, unit, response_hours=3, visits=1, to="2026-06-30")
    await told.contract(intake.agent, unit, number="K-2", response_hours=6)
    await told.contract(intake.agent, unit, number="K-3", response_hours=1, visits=0)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))
    assert arrival(desk.opened)["seconds_left"] == 3 * 3600
    await desk.hear(desk.scheduled())

    for hours, promised in ((4, 4), (8, 6)):
        await intake.agent.patch(f"/intake/v1/contracts/{best['id']}", json={"response_hours": hours})
        assert arrival(await desk.now())["seconds_left"] == promised * 3600


@pytest.mark.rule("PO-04", "IN-06")
async def test_work_that_is_not_under_it_keeps_what_the_policy_promised(intake: Intake) -> None:
    """Its visits were used up when the ticket was opened; allowing more changes nothing for that one."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2019-01-01")
    contract = await told.contract(intake.agent, unit, response_hours=4, visits=0)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    await intake.patch("agent", f"/contracts/{contract['id']}", {"response_hours": 1, "visits": 5})

    assert (desk.opened["service_type"], arrival(await desk.now())["seconds_left"]) == ("A", 2 * 3600)
