"""A customer's facts, held until the end of the transaction."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from services.followup.customers.models import Customer


async def customer_for_update(session: AsyncSession, customer_id: UUID) -> Customer:
    """Locked, and made first where no event of it was heard before."""
    empty = {"id": customer_id, "do_not_call": False, "monthly": False}
    await session.execute(insert(Customer).values(empty).on_conflict_do_nothing())
    return await session.get_one(Customer, customer_id, with_for_update=HELD)
