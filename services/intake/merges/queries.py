"""Which files became part of a customer's, and when."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.customers.models import Customer
from services.intake.merges.models import Merge
from services.intake.merges.schemas import MergeOut

_SHOWN = 200


async def merges_into(session: AsyncSession, survivor_id: UUID) -> list[MergeOut]:
    """Newest first, undone ones too."""
    query = select(Merge, Customer.name).join(Customer, Customer.id == Merge.merged_id)
    query = query.where(Merge.survivor_id == survivor_id).order_by(Merge.id.desc()).limit(_SHOWN)
    return [
        MergeOut(
            customer_id=merge.merged_id,
            name=name,
            merged_at=merge.merged_at,
            merged_by=merge.merged_by,
            undone_at=merge.undone_at,
            undone_by=merge.undone_by,
        )
        for merge, name in (await session.execute(query)).all()
    ]
