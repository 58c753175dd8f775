"""A technician's load and on-time record, from the visits (DI-01)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dispatch.technicians.models import Technician
from services.dispatch.visits.columns import ENDS
from services.dispatch.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    load: int
    arrived: int
    late: int


async def standing(session: AsyncSession, technician: Technician) -> Standing:
    to_do = Visit.status.not_in((*ENDS, "completed"))
    late = Visit.late_minutes > 0
    query = select(func.count().filter(to_do), func.count(Visit.arrived_at), func.count().filter(late)).where(
        Visit.technician_id == technician.id
    )
    return Standing(*(await session.execute(query)).one())


def technicians(status: str | None) -> Select[Any]:
    query = select(Technician)
    return query if status is None else query.where(Technician.status == status)
