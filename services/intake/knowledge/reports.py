"""What the reports of visits and of remote service say of faults and of what solved them (IN-03)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.customers.models import Customer
from services.intake.knowledge import rules
from services.intake.knowledge.records import SolvedFault
from services.intake.tickets.models import Ticket


async def keep_report(
    session: AsyncSession,
    ticket: Ticket,
    *,
    visit_id: UUID | None,
    cause: str,
    resolution: str,
    parts: Sequence[str],
    reported_at: datetime,
) -> None:
    """What the report says, without the customer's name and anybody's number."""
    names = await names_of(session, ticket)
    report = {
        "id": visit_id or ticket.id,
        "ticket_id": ticket.id,
        "visit_id": visit_id,
        "cause": rules.without_persons(cause, names),
        "resolution": rules.without_persons(resolution, names),
        "parts": list(parts),
        "reported_at": reported_at,
    }
    new = insert(SolvedFault).values(report)
    told = {name: new.excluded[name] for name in ("cause", "resolution", "parts", "reported_at")}
    await session.execute(new.on_conflict_do_update(index_elements=["id"], set_=told))


async def note_remote_report(session: AsyncSession, ticket: Ticket, *, at: datetime) -> None:
    """Remote service resolves a ticket with the same report (IN-06)."""
    if report := ticket.remote_report:
        await keep_report(
            session,
            ticket,
            visit_id=None,
            cause=report["cause"],
            resolution=report["resolution"],
            parts=[part["name"] for part in report.get("parts", ())],
            reported_at=ticket.done_at or at,
        )


async def last_report(session: AsyncSession, ticket: Ticket) -> SolvedFault | None:
    query = select(SolvedFault).where(SolvedFault.ticket_id == ticket.id)
    return await session.scalar(
        query.order_by(SolvedFault.reported_at.desc(), SolvedFault.id.desc()).limit(1)
    )


async def doubt(session: AsyncSession, ticket_id: UUID) -> None:
    """The same fault came back: what its reports say hasn't solved it (IN-16)."""
    await session.execute(update(SolvedFault).filter_by(ticket_id=ticket_id).values(held=False))


async def names_of(session: AsyncSession, ticket: Ticket) -> list[str]:
    """A single character is too common to be told from other words."""
    customer = await session.get_one(Customer, ticket.customer_id)
    return [name for name in (customer.name, customer.contact_person) if name and len(name) > 1]
