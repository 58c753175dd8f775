"""Questions to what complaints knows of tickets and the people who worked on them."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.complaints.tickets.models import LedgerEntry, ReplacedPart, Technician, Visit


async def ledger_of(session: AsyncSession, ticket_id: UUID) -> Sequence[LedgerEntry]:
    """Consents and charges of a ticket in the order of their times."""
    query = (
        select(LedgerEntry).where(LedgerEntry.ticket_id == ticket_id).order_by(LedgerEntry.at, LedgerEntry.id)
    )
    return (await session.scalars(query)).all()


async def parts_replaced_on(session: AsyncSession, ticket_id: UUID) -> set[str]:
    """Names, as the reports have them."""
    query = select(ReplacedPart.name).where(ReplacedPart.ticket_id == ticket_id)
    return set((await session.scalars(query)).all())


async def find_technician(
    session: AsyncSession, person: str, *, ticket_id: UUID | None = None
) -> Technician | None:
    """By id or sign-in name; of several who share it, who went to the ticket's customer, else the newest."""
    named: ColumnElement[bool] = Technician.user_name == person
    with suppress(ValueError):
        named = named | (Technician.id == UUID(person))
    went = Technician.id.in_(select(Visit.technician_id).where(Visit.ticket_id == ticket_id))
    query = select(Technician).where(named).order_by(went.desc(), Technician.id.desc())
    return (await session.scalars(query.limit(1))).first()


async def only_technician_of(session: AsyncSession, ticket_id: UUID) -> UUID | None:
    """The technician of the ticket's visits, where there was only one."""
    query = select(Visit.technician_id).where(Visit.ticket_id == ticket_id).distinct().limit(2)
    found = (await session.scalars(query)).all()
    return found[0] if len(found) == 1 else None
