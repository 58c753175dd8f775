"""Tickets and contacts that a caller names must be known here."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.web.problems import Invalid
from services.intake.contacts.models import Contact
from services.intake.tickets.models import Ticket


async def ticket_named(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """Raises `Invalid` naming the field."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise Invalid.field("/ticket_id", "unknown_ticket", "there is no such ticket")
    return ticket


async def refuse_unknown_contact(session: AsyncSession, contact_id: UUID) -> None:
    """Raises `Invalid` naming the field."""
    if await session.get(Contact, contact_id) is None:
        raise Invalid.field("/contact_id", "unknown_contact", "there is no such contact")
