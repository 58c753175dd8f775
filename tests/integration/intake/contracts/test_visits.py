"""A contract's visit allowance (PO-04)."""

from typing import Any

import pytest

from libs.common.events import dispatch
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


@pytest.mark.rule("PO-04")
async def test_work_beyond_the_visits_that_a_contract_allows_is_not_under_it(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    await told.contract(intake.agent, unit, visits=1)

    async def opened() -> Desk:
        return Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    called_off, made = await opened(), await opened()
    await called_off.hear(called_off.scheduled())
    await called_off.hear(dispatch.VisitFailed(**called_off.visit_fields(), reason="无人"))
    assert (await opened()).opened["service_type"] == "B"
    await made.work()

    beyond = (await opened()).opened
    assert (beyond["service_type"], because(beyond)[0][0]) == ("A", "used_up")
    assert "1 次上门已用 1 次" in because(beyond)[0][1]
    assert (await made.now())["service_type"] == "B"


@pytest.mark.rule("PO-04")
async def test_visits_before_its_term_to_other_units_or_of_other_work_are_not_its_own(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit, other = [
        await told.unit(intake.agent, customer["id"], serial=serial, purchase_date="2019-01-01")
        for serial in ("SN-1", "SN-2")
    ]
    await told.contract(intake.agent, unit, number="K-0", to="2026-03-02")
    await told.contract(intake.agent, unit, visits=1, **{"from": "2026-03-03"})
    await told.contract(intake.agent, other, number="K-2")

    async def worked(of: dict[str, Any], service_type: str, **asked: Any) -> None:
        ticket = await told.ticket(intake.agent, customer["id"], of["id"], **asked)
        assert ticket["service_type"] == service_type
        await Desk(intake, ticket).work()

    await worked(unit, "B")
    await intake.move(days=1)
    await worked(other, "B")
    await worked(unit, "D", internal=True)
    await worked(unit, "B")
    await worked(unit, "A")


@pytest.mark.rule("PO-04")
async def test_what_the_contract_allows_is_told_with_the_decision(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    await told.contract(intake.agent, unit, visits=4, response_hours=5)
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    assert [outcome for outcome, _ in because(ticket)] == ["contract", "visits", "response"]
    assert "5 小时" in because(ticket)[2][1]
    arrive = next(clock for clock in ticket["deadlines"] if clock["kind"] == "arrive")
    assert arrive["seconds_left"] == 5 * 3600


@pytest.mark.rule("PO-04")
async def test_of_two_contracts_the_one_that_still_allows_a_visit_covers_the_work(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    await told.contract(intake.agent, unit, visits=0, to="2027-12-31")
    await told.contract(intake.agent, unit, number="K-2", visits=1)
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    assert ticket["service_type"] == "B"


@pytest.mark.rule("PO-04")
async def test_the_day_after_its_last_it_covers_nothing(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    await told.contract(intake.agent, unit, to="2026-03-02")
    assert (await told.ticket(intake.agent, customer["id"], unit["id"]))["service_type"] == "B"
    await intake.move(hours=14)
    assert (await told.ticket(intake.agent, customer["id"], unit["id"]))["service_type"] == "A"


def because(ticket: dict[str, Any]) -> list[tuple[str, str]]:
    """Outcome and sentence of each line of the contract's rule."""
    rules = ticket["entitlement"]["rules"]
    return [(line["outcome"], line["because"]) for line in rules if line["rule"] == "PO-04"]
