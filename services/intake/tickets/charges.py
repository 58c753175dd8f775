"""What a ticket's customer was charged, by dispatch's word (IN-16)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.events.dispatch import ChargeEvent
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketCharge

_UNPAID = ~TicketCharge.paid


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
    """Due while one charge is neither paid nor waived (IN-16)."""
    of_ticket = TicketCharge.ticket_id == ticket.id
    total, due, waived, currency = (
        await session.execute(
            select(
                func.sum(TicketCharge.amount),
                func.bool_or(_UNPAID & ~TicketCharge.waived),
                func.bool_or(_UNPAID),
                func.min(TicketCharge.currency),
            ).where(of_ticket)
        )
    ).one()
    ticket.charged, ticket.currency = total or Decimal(0), currency or ticket.currency
    ticket.charge_state = "due" if due else "waived" if waived else "settled"


async def waive(session: AsyncSession, ticket: Ticket) -> None:
    """What is known now; what is charged later asks for a decision of its own."""
    known = update(TicketCharge).where(TicketCharge.ticket_id == ticket.id, _UNPAID)
    await session.execute(known.values(waived=True))
