"""Tickets and contacts that a caller names must be known here."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.contacts.models import Contact
from services.intake.knowledge.refusals import UnknownContact
from services.intake.tickets.models import Ticket
from services.intake.tickets.refusals import UnknownTicket


async def ticket_named(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """Raises `UnknownTicket`."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise UnknownTicket
    return ticket


async def refuse_unknown_contact(session: AsyncSession, contact_id: UUID) -> None:
    """Raises `UnknownContact`."""
    if await session.get(Contact, contact_id) is None:
        raise UnknownContact
