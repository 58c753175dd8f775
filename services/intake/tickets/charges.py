"""What a ticket's customer was charged, by dispatch's word (IN-16)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.events.dispatch import ChargeEvent
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketCharge


async def keep_charge(
    session: AsyncSession,
    charge: ChargeEvent,
    *,
    ticket_id: UUID,
    paid: bool,
) -> None:
    """One row a charge; once paid it stays so, whatever is heard after."""
    row: dict[str, Any] = {
        "charge_id": charge.charge_id,
        "ticket_id": ticket_id,
        "amount": charge.amount,
        "currency": charge.currency,
        "paid": paid,
    }
    statement = insert(TicketCharge).values(row)
    newer = {"paid": TicketCharge.paid | statement.excluded.paid}
    await session.execute(statement.on_conflict_do_update(index_elements=["charge_id"], set_=newer))


async def settle(session: AsyncSession, ticket: Ticket) -> None:
    of_ticket = TicketCharge.ticket_id == ticket.id
    total, settled, currency = (
        await session.execute(
            select(
                func.sum(TicketCharge.amount),
                func.bool_and(TicketCharge.paid),
                func.min(TicketCharge.currency),
            ).where(of_ticket)
        )
    ).one()
    ticket.charged, ticket.currency = total or Decimal(0), currency or ticket.currency
    if ticket.charge_state != "waived":
        ticket.charge_state = "settled" if settled else "due"
