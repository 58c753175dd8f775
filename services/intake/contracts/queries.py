"""Which contract covers a unit (PO-04)."""

from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import SITE_ZONE
from services.intake.contracts.models import Contract
from services.intake.tickets.models import Ticket, TicketVisit


async def contract_in_force(session: AsyncSession, unit_id: UUID, on: date) -> Contract | None:
    """The contract that covers the unit on that day; of several the one that ends last."""
    return await session.scalar(_covering(unit_id, on))


async def contract_for_new_work(session: AsyncSession, unit_id: UUID, on: date) -> Contract | None:
    """The one in force that allows a visit more (PO-04, *default*)."""
    allows = or_(Contract.visits.is_(None), _visits_made() < Contract.visits)
    return await session.scalar(_covering(unit_id, on).where(allows))


def _covering(unit_id: UUID, on: date) -> Select[Contract]:
    return (
        select(Contract)
        .where(Contract.unit_ids.contains([unit_id]), Contract.starts_on <= on, Contract.ends_on >= on)
        .order_by(Contract.ends_on.desc(), Contract.id)
        .limit(1)
    )


def _visits_made() -> ScalarSelect[int]:
    """Visits under the contract, of all its units, that were made or are to come."""
    opened_on = func.date(func.timezone(SITE_ZONE.key, Ticket.opened_at))
    return (
        select(func.count())
        .select_from(TicketVisit)
        .join(Ticket, Ticket.id == TicketVisit.ticket_id)
        .where(
            TicketVisit.state != "failed",
            Ticket.service_type == "B",
            Ticket.unit_id == Contract.unit_ids.any_(),
            opened_on.between(Contract.starts_on, Contract.ends_on),
        )
        .correlate(Contract)
        .scalar_subquery()
    )
