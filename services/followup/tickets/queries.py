"""A ticket's facts, held until the end of the transaction."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from services.followup.tickets.models import Ticket


async def ticket_for_update(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """Locked, and made first where no event of it was heard before."""
    empty = {"id": ticket_id, "visit_facts": [], "closing_facts": [], "remote_facts": [], "cancelled": False}
    await session.execute(insert(Ticket).values(empty).on_conflict_do_nothing())
    return await session.get_one(Ticket, ticket_id, with_for_update=HELD)
