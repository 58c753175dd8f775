"""Whose penalties, and which belong to a case."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Actor
from services.complaints.cases.models import Case
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.values import Status
from services.complaints.tickets.models import Technician


def own(actor: Actor) -> ColumnElement[bool]:
    """Penalties of the person who is signed in."""
    mine = select(Technician.id).where(Technician.user_name == actor.subject)
    return (Penalty.subject == actor.subject) | Penalty.technician_id.in_(mine)


async def is_own(session: AsyncSession, penalty: Penalty, actor: Actor) -> bool:
    if penalty.subject == actor.subject or penalty.technician_id is None:
        return penalty.subject == actor.subject
    named = exists().where(Technician.id == penalty.technician_id, Technician.user_name == actor.subject)
    return bool(await session.scalar(select(named)))


def penalties(*, technician_id: UUID | None, case_id: UUID | None, status: Status | None) -> Select[Penalty]:
    """A case's penalties are its verdict's and those from facts on its ticket."""
    query = select(Penalty)
    if technician_id:
        query = query.where(Penalty.technician_id == technician_id)
    if case_id:
        of_ticket = select(Case.ticket_id).where(Case.id == case_id, Case.ticket_id.is_not(None))
        query = query.where((Penalty.case_id == case_id) | Penalty.ticket_id.in_(of_ticket))
    if status:
        query = query.where(Penalty.status == status)
    return query
