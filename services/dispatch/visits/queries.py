"""Reading visits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Actor
from libs.common.database import HELD
from services.dispatch.visits.models import Visit


def own_visits(actor: Actor) -> ColumnElement[bool]:
    """A technician's own, by the sign-in name."""
    return Visit.user == actor.subject


def visits(*, day: date | None, technician_id: UUID | None, ticket_id: UUID | None) -> Select[Any]:
    wanted = {Visit.day: day, Visit.technician_id: technician_id, Visit.ticket_id: ticket_id}
    return select(Visit).where(*(column == value for column, value in wanted.items() if value is not None))


async def without_check_out(
    session: AsyncSession, *, technician_id: UUID, by: datetime | None
) -> Sequence[Visit]:
    """Visits that the technician completed, by then if given, and left without a call, locked (DI-10)."""
    query = select(Visit).where(
        Visit.technician_id == technician_id,
        Visit.status == "completed",
        true() if by is None else Visit.completed_at <= by,
        Visit.checked_out_at.is_(None),
        ~Visit.check_out_missed,
    )
    return (await session.scalars(query.order_by(Visit.id).with_for_update(**HELD))).all()
