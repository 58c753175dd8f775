"""The ears of the tickets room: one consumer, and the ticket that an event is about."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.database import HELD
from services.intake.tickets.models import Ticket

tickets = Consumer("intake.tickets")


async def locked(session: AsyncSession, ticket_id: UUID | None) -> Ticket | None:
    """What is told of a ticket that was merged holds for the one that goes on."""
    ticket = None
    while ticket_id is not None:
        ticket = await session.get(Ticket, ticket_id, with_for_update=HELD)
        ticket_id = ticket.merged_into if ticket else None
    return ticket
