"""Whom a contact is from."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Known(NamedTuple):
    """Ids of customers, each None where there is no such customer or ticket, or several have the number."""

    customer: UUID | None
    of_ticket: UUID | None
    of_phone: UUID | None


_KNOWN = text("""
    SELECT (SELECT id FROM customers WHERE id = CAST(:customer_id AS uuid)) AS customer,
           (SELECT customer_id FROM tickets WHERE id = CAST(:ticket_id AS uuid)) AS of_ticket,
           ARRAY(SELECT id FROM customers WHERE phones @> ARRAY[CAST(:phone AS text)] LIMIT 2) AS of_phone
""")


async def known_of(
    session: AsyncSession, *, customer_id: UUID | None, ticket_id: UUID | None, phone: str | None
) -> Known:
    """In one round trip; `phone` in E.164."""
    asked = {"customer_id": customer_id, "ticket_id": ticket_id, "phone": phone}
    row = (await session.execute(_KNOWN, asked)).one()
    return Known(row.customer, row.of_ticket, row.of_phone[0] if len(row.of_phone) == 1 else None)
