"""Tickets and visits, heard in any order of their topics: facts are kept, what they ask for is settled."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events import complaints, dispatch, intake
from libs.common.events.envelope import Received
from services.followup.calls.clock import note_answered
from services.followup.calls.effects import settle_effect_call
from services.followup.customers.queries import customer_for_update, present_file
from services.followup.surveys.making import settle_surveys
from services.followup.tickets.models import Ticket
from services.followup.tickets.queries import ticket_for_update
from services.followup.tickets.rules import Closing, RemoteWork, Visit

tickets = Consumer("followup.tickets")


@tickets.on(intake.TicketOpened)
async def keep_ticket(event: Received[intake.TicketOpened], *, session: AsyncSession, act: Act) -> None:
    ticket = await ticket_for_update(session, event.subject)
    ticket.customer_id, ticket.kind = await present_file(session, event.data.customer_id), event.data.kind
    ticket.category, ticket.purchase_date = event.data.category, event.data.purchase_date
    await _settle(session, act, ticket)
    for visit in ticket.visits:
        await _visited(session, act, ticket, visit)


@tickets.on(dispatch.VisitCompleted)
async def keep_visit(event: Received[dispatch.VisitCompleted], *, session: AsyncSession, act: Act) -> None:
    visit = Visit(
        id=event.subject,
        at=event.time,
        completed_at=event.data.completed_at,
        given=event.data.survey_given,
        technician_id=event.data.technician_id,
        user=event.data.user,
    )
    ticket = await ticket_for_update(session, event.data.ticket_id)
    ticket.keep(visit)
    await _settle(session, act, ticket)
    await _visited(session, act, ticket, visit)


@tickets.on(intake.TicketClosed)
async def keep_closing(event: Received[intake.TicketClosed], *, session: AsyncSession, act: Act) -> None:
    ticket = await ticket_for_update(session, event.subject)
    ticket.keep(
        Closing(
            id=event.id,
            at=event.time,
            resolution=event.data.resolution,
            outcome=event.data.outcome,
            visited=event.data.visited,
            by=event.actor,
        )
    )
    await _settle(session, act, ticket)


@tickets.on(intake.TicketUpdated)
async def keep_update(event: Received[intake.TicketUpdated], *, session: AsyncSession, act: Act) -> None:
    """Nobody needs to go out any more: whoever says so did the work (FU-02)."""
    if event.data.customer_id is not None:
        ticket = await ticket_for_update(session, event.subject)
        ticket.customer_id, ticket.first_customer_id = event.data.customer_id, None
    if event.data.field_work is False:
        ticket = await ticket_for_update(session, event.subject)
        ticket.keep(RemoteWork(at=event.time, by=event.actor))
        await _settle(session, act, ticket)


@tickets.on(intake.TicketReassigned)
async def keep_owner(event: Received[intake.TicketReassigned], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    """Registered for the wrong customer or unit: whoever it is now is asked."""
    ticket = await ticket_for_update(session, event.subject)
    ticket.customer_id = await present_file(session, event.data.customer_id)
    ticket.first_customer_id = None
    ticket.category, ticket.purchase_date = event.data.category, event.data.purchase_date


@tickets.on(intake.TicketReopened)
async def keep_reopening(event: Received[intake.TicketReopened], *, session: AsyncSession, act: Act) -> None:
    ticket = await ticket_for_update(session, event.subject)
    ticket.reopened_at, ticket.cancelled = event.time, False
    await _settle(session, act, ticket)


@tickets.on(intake.TicketCancelled)
async def keep_cancelling(
    event: Received[intake.TicketCancelled], *, session: AsyncSession, act: Act
) -> None:
    ticket = await ticket_for_update(session, event.subject)
    ticket.cancelled = True
    await _settle(session, act, ticket)


@tickets.on(intake.TicketMerged)
async def keep_merging(event: Received[intake.TicketMerged], *, session: AsyncSession, act: Act) -> None:
    """Registered twice: its customer is asked about the ticket that goes on, once."""
    ticket = await ticket_for_update(session, event.subject)
    ticket.cancelled = True
    await _settle(session, act, ticket)


@tickets.on(intake.CustomerNotified)
async def told_by_desk(event: Received[intake.CustomerNotified], *, session: AsyncSession, act: Act) -> None:
    await _told(session, act, event.data.ticket_id)


@tickets.on(dispatch.CustomerNotified)
async def told_of_visit(
    event: Received[dispatch.CustomerNotified], *, session: AsyncSession, act: Act
) -> None:
    await _told(session, act, event.data.ticket_id)


@tickets.on(complaints.CustomerNotified)
async def told_of_case(
    event: Received[complaints.CustomerNotified], *, session: AsyncSession, act: Act
) -> None:
    await _told(session, act, event.data.ticket_id)


async def _told(session: AsyncSession, act: Act, ticket_id: UUID | None) -> None:
    """A customer who heard from us today isn't reminded of a survey on the same day."""
    if ticket_id is not None:
        ticket = await ticket_for_update(session, ticket_id)
        ticket.told_at = max(ticket.told_at or act.now, act.now)


async def _visited(session: AsyncSession, act: Act, ticket: Ticket, visit: Visit) -> None:
    """Visits count as answered contacts, unscheduled ones too (FU-03)."""
    if ticket.customer_id is not None:
        customer = await customer_for_update(session, ticket.customer_id)
        customer.visited_by(visit.user, at=visit.completed_at)
        await note_answered(session=session, act=act, customer=customer, at=visit.completed_at)


async def _settle(session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """Nothing is asked of a customer before it is known who that is."""
    if ticket.kind is not None:
        await settle_surveys(session=session, act=act, ticket=ticket)
        await settle_effect_call(session=session, act=act, ticket=ticket)
