from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from services.complaints.improvements.models import Improvement


async def improvement_of(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> Improvement | None:
    query = select(Improvement).where(Improvement.case_id == case_id)
    return await session.scalar(query.with_for_update(**HELD) if lock else query)
