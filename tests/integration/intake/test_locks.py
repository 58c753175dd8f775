"""What refers to a row needn't wait for those who change it: consumers at work never stop a call."""

import asyncio
from uuid import UUID

import pytest

from libs.common.act import Act, Actor
from services.intake.customers.usecases import lock_customer
from services.intake.tickets.usecases import note_outbound_contact
from services.intake.units.usecases import lock_unit
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


@pytest.mark.rule("IN-01")
async def test_a_contact_is_registered_while_customer_and_ticket_are_being_changed(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer = UUID(desk.opened["customer_id"])
    call = {
        "channel": "phone",
        "direction": "inbound",
        "kind": "complaint",
        "content": "太慢",
        "customer_id": str(customer),
        "ticket_id": str(desk.id),
    }
    act = Act(actor=Actor.service("intake"), now=intake.now, request_id="1", source="event:1")

    async with intake.database.transaction() as session:
        await lock_customer(session=session, customer_id=customer)
        await lock_unit(session=session, unit_id=UUID(desk.opened["unit_id"]))
        await note_outbound_contact(session=session, act=act, ticket_id=desk.id, at=intake.now, estimate=None)
        answer = await asyncio.wait_for(intake.agent.post("/intake/v1/contacts", json=call), timeout=20)

    assert answer.status_code == 201, answer.text
