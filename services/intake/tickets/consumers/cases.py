"""Complaint cases about a ticket (IN-10), what its customer was told (IN-16), and "not fixed" (FU-04)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import complaints, dispatch, followup
from libs.common.events.envelope import Received
from services.intake.tickets import closing, progress, usecases
from services.intake.tickets.consumers.hearing import locked, tickets
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketComplaint


@tickets.on(complaints.ComplaintRegistered)
async def link_complaint(
    event: Received[complaints.ComplaintRegistered], *, session: AsyncSession, act: Act
) -> None:
    """No ticket closes over it; one older than the closing re-opens, a younger is linked (IN-10)."""
    await _link(session, act, event.subject, event.data)


@tickets.on(complaints.ComplaintLinked)
async def link_complaint_later(
    event: Received[complaints.ComplaintLinked], *, session: AsyncSession, act: Act
) -> None:
    """The ticket that the case was linked to before is free of it."""
    await _link(session, act, event.subject, event.data)


@tickets.on(complaints.ComplaintClosed)
async def settle_complaint(
    event: Received[complaints.ComplaintClosed], *, session: AsyncSession, act: Act
) -> None:
    """Also when its registration is heard of later: it doesn't open the case again."""
    if ticket := await locked(session, event.data.ticket_id):
        received_at = event.data.received_at
        await _keep_case(session, event.subject, ticket, received_at=received_at, is_open=False)
        await usecases.keep(session, act, ticket, "settle-complaint", [])


async def _keep_case(
    session: AsyncSession, case_id: UUID, ticket: Ticket, *, received_at: datetime, is_open: bool
) -> None:
    row = insert(TicketComplaint).values(
        case_id=case_id, ticket_id=ticket.id, received_at=received_at, open=is_open
    )
    news = {"ticket_id": row.excluded.ticket_id, "open": TicketComplaint.open & row.excluded.open}
    await session.execute(row.on_conflict_do_update(index_elements=["case_id"], set_=news))


async def _link(
    session: AsyncSession,
    act: Act,
    case_id: UUID,
    case: complaints.ComplaintRegistered | complaints.ComplaintLinked,
) -> None:
    """It re-opens after the closing, never before it (IN-10)."""
    ticket = await locked(session, case.ticket_id)
    if ticket is None:
        return
    await _keep_case(session, case_id, ticket, received_at=case.received_at, is_open=True)
    if not closing.older_than_ending(ticket, case.received_at):
        await usecases.keep(session, act, ticket, "link-complaint", [])
        return
    after = replace(act, now=max(act.now, ticket.closed_at or act.now))
    reason = f"complaint {case.form_no}"
    await usecases.reopen_over_complaint(session=session, act=after, ticket=ticket, reason=reason)


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
    ticket = await locked(session, ticket_id)
    if ticket and not ticket.ended:
        progress.told(ticket, at=act.now)
        await usecases.keep(session, act, ticket, "told", [])


@tickets.on(followup.RepairNotEffective)
async def reopen_as_repeat_repair(
    event: Received[followup.RepairNotEffective], *, session: AsyncSession, act: Act
) -> None:
    """The effect call heard "not fixed" (FU-04)."""
    if ticket := await locked(session, event.data.ticket_id):
        await usecases.repair_again(session=session, act=act, ticket=ticket, said_at=event.data.said_at)
