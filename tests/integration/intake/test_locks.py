"""What refers to a row needn't wait for those who change it, and who locks does so in the house's order."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from services.intake.customers.usecases import lock_customer
from services.intake.tickets.merging import lock_ticket
from services.intake.tickets.usecases import note_outbound_contact
from services.intake.units.usecases import lock_unit
from tests.integration.intake import told
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


@pytest.mark.rule("IN-11")
async def test_a_ticket_is_moved_while_its_next_customer_is_held_by_others(intake: Intake) -> None:
    """Customers before tickets: whoever holds the customer and wants the ticket next is not in its way."""
    desk = await Desk.open(intake)
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], serial="SN-2")
    body = {"customer_id": customer["id"], "unit_id": unit["id"], "reason": "登记错客户"}

    async with intake.database.transaction() as session:
        await lock_customer(session=session, customer_id=UUID(customer["id"]))
        moving = asyncio.create_task(intake.agent.post(f"{desk.path}/reassign", json=body))
        await waiting_for_a_lock(session)
        held = await lock_ticket(session=session, ticket_id=desk.id)
        assert str(held.customer_id) == desk.opened["customer_id"]

    answer = await asyncio.wait_for(moving, timeout=20)
    assert (answer.status_code, answer.json()["customer_id"]) == (200, customer["id"])


@pytest.mark.rule("IN-11")
async def test_a_ticket_that_changes_while_it_waits_is_not_the_one_that_was_read(intake: Intake) -> None:
    desk = await Desk.open(intake)
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], serial="SN-2")
    body = {"customer_id": customer["id"], "unit_id": unit["id"], "reason": "登记错客户"}
    read = {"If-Match": (await intake.agent.get(desk.path)).headers["etag"]}

    async with intake.database.transaction() as session:
        await lock_customer(session=session, customer_id=UUID(customer["id"]))
        moving = asyncio.create_task(intake.agent.post(f"{desk.path}/reassign", json=body, headers=read))
        await waiting_for_a_lock(session)
        assert (await desk.act("notify", {"channel": "phone", "text": "明天到"}))["status_code"] == 200

    answer = await asyncio.wait_for(moving, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


async def waiting_for_a_lock(session: AsyncSession) -> None:
    """Until somebody waits for what this session holds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not await session.scalar(waiting):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
