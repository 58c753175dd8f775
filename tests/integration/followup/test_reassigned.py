"""Of a ticket that was the wrong customer's the right one is asked (FU-01, FU-04)."""

from datetime import date

import pytest

from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import FollowUps


@pytest.mark.rule("FU-01", "FU-04")
async def test_the_right_customer_is_asked_and_called(followup: FollowUps) -> None:
    wrong, right = await followup.customer(), await followup.customer()
    ticket = await followup.ticket(wrong)
    moved = intake.TicketReassigned(
        number="T20260302-000001",
        customer_id=right,
        from_customer_id=wrong,
        unit_id=new_id(),
        from_unit_id=None,
        category="refrigerator",
        model="BCD-500",
        serial="SN-2",
        purchase_date=date(2025, 10, 2),
        service_type="C",
        cost_bearer="maker",
        ready=True,
        key_customer=False,
        under_contract=False,
    )
    await followup.hear(moved, of=ticket)
    await followup.visited(ticket)
    [call] = await followup.calls(f"ticket_id={ticket}")
    assert call["customer_id"] == str(right)
