"""Where a typed suggestion comes from: ids that a caller gives must be known here (IN-18)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.web.problems import FieldError, Invalid
from services.intake.contacts.models import Contact
from services.intake.contacts.queries import known_of


async def whose(
    session: AsyncSession, *, customer_id: UUID | None, ticket_id: UUID | None, contact_id: UUID | None
) -> UUID | None:
    """The customer that was named, else the ticket's, else the contact's. Raises `Invalid` naming fields."""
    known = await known_of(session, customer_id=customer_id, ticket_id=ticket_id, phone=None)
    contact = await session.get(Contact, contact_id) if contact_id else None
    asked = {
        "customer": (customer_id, known.customer),
        "ticket": (ticket_id, known.of_ticket),
        "contact": (contact_id, contact),
    }
    unknown = [
        FieldError(f"/{name}_id", f"unknown_{name}", f"there is no such {name}")
        for name, (given, found) in asked.items()
        if given is not None and found is None
    ]
    if unknown:
        raise Invalid(errors=unknown)
    return known.customer or known.of_ticket or (contact.customer_id if contact else None)
