"""A customer's facts, held until the end of the transaction."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from services.followup.customers.models import Customer


async def customer_for_update(session: AsyncSession, customer_id: UUID) -> Customer:
    """Locked, and made first where no event of it was heard before; of a merged file the survivor."""
    customer = await file_for_update(session, customer_id)
    if customer.merged_into is None:
        return customer
    return await file_for_update(session, customer.merged_into)


async def file_for_update(session: AsyncSession, customer_id: UUID) -> Customer:
    """The file itself, wherever it points."""
    empty = {"id": customer_id, "do_not_call": False, "monthly": False}
    await session.execute(insert(Customer).values(empty).on_conflict_do_nothing())
    return await session.get_one(Customer, customer_id, with_for_update=HELD)


async def present_file(session: AsyncSession, customer_id: UUID | None) -> UUID | None:
    """The file that this one is part of now (IN-11)."""
    merged = select(Customer.merged_into).where(Customer.id == customer_id)
    return await session.scalar(merged) or customer_id


async def with_parts(session: AsyncSession, customer: Customer) -> list[Customer]:
    """The customer's file and those merged into it."""
    parts = select(Customer).where(Customer.merged_into == customer.id).order_by(Customer.id)
    return [customer, *await session.scalars(parts)]
