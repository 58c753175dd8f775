"""A contract's visit allowance (PO-04)."""

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

    assert (await opened()).opened["service_type"] == "A"
    assert (await made.now())["service_type"] == "B"
