"""Which contract covers a unit (PO-04)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.contracts.models import Contract


async def contract_in_force(session: AsyncSession, unit_id: UUID, on: date) -> Contract | None:
    """The contract that covers the unit on that day; of several the one that ends last."""
    covering = (
        select(Contract)
        .where(Contract.unit_ids.contains([unit_id]), Contract.starts_on <= on, Contract.ends_on >= on)
        .order_by(Contract.ends_on.desc(), Contract.id)
        .limit(1)
    )
    return await session.scalar(covering)
