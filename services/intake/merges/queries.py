"""Which files became part of a customer's, and when."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.customers.models import Customer
from services.intake.merges.candidates import MergeCandidate
from services.intake.merges.models import Merge
from services.intake.merges.schemas import CandidateOut, FileOut, MergeOut

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


async def pairs(session: AsyncSession, found: Sequence[MergeCandidate]) -> list[CandidateOut]:
    """With both files' names."""
    ids = {id_ for pair in found for id_ in (pair.one_id, pair.other_id)}
    files = {file.id: file for file in await session.scalars(select(Customer).where(Customer.id.in_(ids)))}
    return [
        CandidateOut(
            id=pair.id,
            files=[FileOut.model_validate(files[id_]) for id_ in (pair.one_id, pair.other_id)],
            reasons=pair.reasons,
            dismissed_at=pair.dismissed_at,
            dismissed_by=pair.dismissed_by,
        )
        for pair in found
    ]
