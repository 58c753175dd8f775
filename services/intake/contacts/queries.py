"""Whom a contact is from."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.contacts.models import Contact
from services.intake.tickets.models import Ticket


class Known(NamedTuple):
    """Ids of customers, each None where there is no such customer or ticket, or several have the number.

    `ticket`: the one that goes on, where the ticket was merged.
    """

    customer: UUID | None
    ticket: UUID | None
    of_ticket: UUID | None
    of_phone: UUID | None


_KNOWN = text("""
    SELECT (SELECT coalesce(merged_into, id) FROM customers
            WHERE id = CAST(:customer_id AS uuid)) AS customer,
           t.id AS ticket, t.customer_id AS of_ticket,
           ARRAY(SELECT id FROM customers WHERE phones @> ARRAY[CAST(:phone AS text)]
                 AND merged_into IS NULL LIMIT 2) AS of_phone
    FROM (SELECT) AS asked LEFT JOIN LATERAL (
        WITH RECURSIVE goes_on AS (
            SELECT id, customer_id, merged_into FROM tickets WHERE id = CAST(:ticket_id AS uuid)
            UNION ALL
            SELECT t.id, t.customer_id, t.merged_into
            FROM tickets t JOIN goes_on ON t.id = goes_on.merged_into
        )
        SELECT id, customer_id FROM goes_on WHERE merged_into IS NULL
    ) AS t ON true
""")


async def known_of(
    session: AsyncSession, *, customer_id: UUID | None, ticket_id: UUID | None, phone: str | None
) -> Known:
    """In one round trip; `phone` in E.164."""
    asked = {"customer_id": customer_id, "ticket_id": ticket_id, "phone": phone}
    row = (await session.execute(_KNOWN, asked)).one()
    of_phone = row.of_phone[0] if len(row.of_phone) == 1 else None
    return Known(row.customer, row.ticket, row.of_ticket, of_phone)


def about(ticket_id: UUID) -> ColumnElement[bool]:
    """Contacts about a ticket, with the call that it shares with the one it was split from."""
    shared = select(Ticket.contact_id).where(Ticket.id == ticket_id).scalar_subquery()
    return or_(Contact.ticket_id == ticket_id, Contact.id == shared)
