"""What other services tell about a ticket: work, complaint cases, calls."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events import complaints, dispatch, followup
from libs.common.events.envelope import Received
from services.intake.tickets import charges, closing, deciding, progress, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketComplaint, TicketVisit

tickets = Consumer("intake.tickets")

STATE_AFTER: dict[type[dispatch.VisitEvent], str] = {
    dispatch.VisitScheduled: "scheduled",
    dispatch.VisitStarted: "working",
    dispatch.VisitCompleted: "completed",
    dispatch.VisitFailed: "failed",
    dispatch.CustomerMissedVisit: "failed",
    dispatch.VisitWithdrawn: "failed",
}


async def _locked(session: AsyncSession, ticket_id: UUID | None) -> Ticket | None:
    return await session.get(Ticket, ticket_id, with_for_update=HELD) if ticket_id else None


@tickets.on(*STATE_AFTER)
async def follow_visit(event: Received[dispatch.VisitEvent], *, session: AsyncSession, act: Act) -> None:
    """How far the work is (DI-10); the repair clock stops when it is completed (IN-06)."""
    ticket = await _locked(session, event.data.ticket_id)
    if ticket is None:
        return
    await _keep_visit(session, event)
    if isinstance(event.data, dispatch.VisitCompleted):
        progress.completed(ticket, at=min(event.data.completed_at, event.time))
    progress.settle_status(ticket, await usecases.visits_of(session, ticket))
    await usecases.keep(session, act, ticket, "follow-visit", [])


async def _keep_visit(session: AsyncSession, event: Received[dispatch.VisitEvent]) -> None:
    row = {
        "visit_id": event.subject,
        "ticket_id": event.data.ticket_id,
        "technician_id": event.data.technician_id,
        "state": STATE_AFTER[type(event.data)],
    }
    statement = insert(TicketVisit).values(row)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["visit_id"], set_={"state": row["state"]})
    )


@tickets.on(dispatch.TechnicianArrived)
async def stop_arrival_clock(
    event: Received[dispatch.TechnicianArrived], *, session: AsyncSession, act: Act
) -> None:
    if ticket := await _locked(session, event.data.ticket_id):
        progress.arrived(ticket, at=event.data.arrived_at)
        await usecases.keep(session, act, ticket, "arrived", [])


@tickets.on(dispatch.ExclusionFound)
async def decide_again(event: Received[dispatch.ExclusionFound], *, session: AsyncSession, act: Act) -> None:
    """What the technician found on site: intake decides, dispatch waits for the answer (PO-08)."""
    ticket = await _locked(session, event.data.ticket_id)
    if ticket is None or ticket.ended:
        return
    visits = await usecases.visits_of(session, ticket)
    happened = deciding.decide_again(ticket, findings=event.data.findings, visits=visits)
    if not ticket.ready:
        ticket.clocks = ticket.clocks.pause_work(reason="customer", now=act.now)
    await usecases.keep(session, act, ticket, "decide-again", happened)


@tickets.on(dispatch.UnitTakenIn, dispatch.UnitBroughtBack)
async def follow_unit(event: Received[dispatch.VisitEvent], *, session: AsyncSession, act: Act) -> None:
    """The ticket knows where the unit is, and that its data are safe (DI-18, IN-19)."""
    if ticket := await _locked(session, event.data.ticket_id):
        if isinstance(event.data, dispatch.UnitTakenIn):
            ticket.unit_place = event.data.to
            ticket.backup = event.data.backup or ticket.backup
        else:
            progress.brought_back(ticket, at=event.time)
        await usecases.keep(session, act, ticket, "follow-unit", [])


@tickets.on(dispatch.ChargeCollected, dispatch.ChargeInvoiced, dispatch.ChargeSettled)
async def follow_charge(event: Received[dispatch.ChargeEvent], *, session: AsyncSession, act: Act) -> None:
    """What the customer was asked for and has paid (IN-16)."""
    ticket = await _locked(session, event.data.ticket_id)
    if ticket is None:
        return
    paid = not isinstance(event.data, dispatch.ChargeInvoiced)
    await charges.keep_charge(session, event.data, ticket_id=ticket.id, paid=paid)
    await charges.settle(session, ticket)
    await usecases.keep(session, act, ticket, "follow-charge", [])


@tickets.on(dispatch.CustomerNotified)
async def told_of_visit(
    event: Received[dispatch.CustomerNotified], *, session: AsyncSession, act: Act
) -> None:
    await _note_told(session, act, event.data.ticket_id)


@tickets.on(complaints.CustomerNotified)
async def told_of_case(
    event: Received[complaints.CustomerNotified], *, session: AsyncSession, act: Act
) -> None:
    await _note_told(session, act, event.data.ticket_id)


@tickets.on(followup.CustomerNotified)
async def told_by_call(
    event: Received[followup.CustomerNotified], *, session: AsyncSession, act: Act
) -> None:
    await _note_told(session, act, event.data.ticket_id)


async def _note_told(session: AsyncSession, act: Act, ticket_id: UUID | None) -> None:
    """A ticket closes only after the customer was told (IN-16), whoever did it."""
    ticket = await _locked(session, ticket_id)
    if ticket and not ticket.ended:
        progress.told(ticket, at=act.now)
        await usecases.keep(session, act, ticket, "told", [])


@tickets.on(complaints.ComplaintRegistered)
async def link_complaint(
    event: Received[complaints.ComplaintRegistered], *, session: AsyncSession, act: Act
) -> None:
    """No ticket closes over it; one older than the closing re-opens, a younger is linked (IN-10)."""
    ticket = await _locked(session, event.data.ticket_id)
    if ticket is None:
        return
    received_at = event.data.received_at
    session.add(
        TicketComplaint(case_id=event.subject, ticket_id=ticket.id, received_at=received_at, open=True)
    )
    if ticket.closed_at and received_at < ticket.closed_at:
        reason = f"complaint {event.data.form_no}"
        await usecases.reopen_ticket(session=session, act=act, ticket=ticket, reason=reason)
    else:
        await usecases.keep(session, act, ticket, "link-complaint", [])


@tickets.on(complaints.ComplaintClosed)
async def settle_complaint(
    event: Received[complaints.ComplaintClosed], *, session: AsyncSession, act: Act
) -> None:
    complaint = await session.get(TicketComplaint, event.subject)
    ticket = complaint and await _locked(session, complaint.ticket_id)
    if complaint and ticket:
        complaint.open = False
        await usecases.keep(session, act, ticket, "settle-complaint", [])


@tickets.on(followup.RepairNotEffective)
async def reopen_as_repeat_repair(
    event: Received[followup.RepairNotEffective], *, session: AsyncSession, act: Act
) -> None:
    """The effect call heard "not fixed" (FU-04)."""
    ticket = await _locked(session, event.data.ticket_id)
    if ticket and ticket.ended:
        await usecases.reopen_ticket(session=session, act=act, ticket=ticket, reason=closing.NOT_FIXED)
