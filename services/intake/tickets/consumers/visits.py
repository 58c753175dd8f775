"""How far the work is, and what it cost (DI-10, DI-12)."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import dispatch
from libs.common.events.envelope import Received
from services.intake.tickets import charges, progress, usecases, voucher
from services.intake.tickets.consumers.hearing import locked, tickets
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketVisit

STATE_AFTER: dict[type[dispatch.VisitEvent], str] = {
    dispatch.VisitScheduled: "scheduled",
    dispatch.VisitStarted: "working",
    dispatch.VisitCompleted: "completed",
    dispatch.VisitFailed: "failed",
    dispatch.CustomerMissedVisit: "failed",
    dispatch.VisitWithdrawn: "failed",
}


@tickets.on(*STATE_AFTER)
async def follow_visit(event: Received[dispatch.VisitEvent], *, session: AsyncSession, act: Act) -> None:
    """The repair clock stops when the work is completed (IN-06)."""
    ticket = await locked(session, event.data.ticket_id)
    if ticket is None:
        return
    await keep_visit(session, event, ticket, state=STATE_AFTER[type(event.data)])
    visits = await usecases.visits_of(session, ticket)
    if isinstance(event.data, dispatch.VisitCompleted):
        taken = any(visit.unit_taken for visit in visits if visit.visit_id == event.subject)
        at = min(event.data.completed_at, event.time)
        progress.completed(ticket, at=at, on_the_spot=not taken)
    progress.settle_status(ticket, visits)
    await usecases.keep(session, act, ticket, "follow-visit", [])


async def keep_visit(
    session: AsyncSession, event: Received[dispatch.VisitEvent], ticket: Ticket, **news: Any
) -> None:
    """The row of the visit, with what is new."""
    row = {
        "visit_id": event.subject,
        "ticket_id": ticket.id,
        "technician_id": event.data.technician_id,
        "unit_taken": False,
        **news,
    }
    statement = insert(TicketVisit).values(row)
    await session.execute(statement.on_conflict_do_update(index_elements=["visit_id"], set_=news))


@tickets.on(dispatch.TechnicianArrived)
async def stop_arrival_clock(
    event: Received[dispatch.TechnicianArrived], *, session: AsyncSession, act: Act
) -> None:
    if ticket := await locked(session, event.data.ticket_id):
        progress.arrived(ticket, at=event.data.arrived_at)
        await usecases.keep(session, act, ticket, "arrived", [])


@tickets.on(dispatch.ReportApproved)
async def countersign(event: Received[dispatch.ReportApproved], *, session: AsyncSession, act: Act) -> None:
    """Its times and content have the manager's signature (IN-17)."""
    if ticket := await locked(session, event.data.ticket_id):
        happened = voucher.approved(ticket, by=event.actor, at=event.time)
        if happened:
            await usecases.keep(session, act, ticket, "countersign-voucher", happened)


@tickets.on(dispatch.ChargeCollected, dispatch.ChargeInvoiced, dispatch.ChargeSettled)
async def follow_charge(event: Received[dispatch.ChargeEvent], *, session: AsyncSession, act: Act) -> None:
    """What the customer was asked for and has paid (IN-16)."""
    ticket = await locked(session, event.data.ticket_id)
    if ticket is None:
        return
    paid = not isinstance(event.data, dispatch.ChargeInvoiced)
    await charges.keep_charge(session, event.data, ticket_id=ticket.id, paid=paid)
    await charges.settle(session, ticket)
    await usecases.keep(session, act, ticket, "follow-charge", [])
