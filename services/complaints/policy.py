"""The policy pack that a case is handled by, and due times that follow from its spans (PO-01)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.calendar import calendar_named
from libs.common.ids import site_date
from libs.common.policy.figures import Span
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from services.complaints.tickets.models import Ticket


async def pack_of(session: AsyncSession, ticket_id: UUID | None, *, now: datetime) -> Pack:
    """The pack of the ticket's unit; the base where there is no ticket or its unit isn't known."""
    ticket = await session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or ticket.category is None or ticket.purchase_date is None:
        return base_pack(site_date(now))
    return shipped_packs().for_unit(ticket.category, ticket.purchase_date)


def base_pack(on: date) -> Pack:
    """Figures that hold whatever the product: the conduct ledger is about our own people."""
    return shipped_packs().base(on)


def after(span: Span, start: datetime) -> datetime:
    """When `span` from `start` is used up, in the span's own calendar."""
    return calendar_named(span.calendar).add(start, hours=span.hours, days=span.days).due_at
