"""What solved a fault is learnt from reports and closings, in whichever order they are heard (IN-03)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events.dispatch import VisitCompleted
from libs.common.events.envelope import Received
from libs.common.events.intake import TicketClosed, TicketReopened
from services.intake.knowledge import drafting, reports
from services.intake.tickets.models import Ticket

knowledge = Consumer("intake.knowledge")


@knowledge.on(VisitCompleted)
async def keep_report(event: Received[VisitCompleted], *, session: AsyncSession, act: Act) -> None:
    ticket = await session.get(Ticket, event.data.ticket_id, with_for_update=HELD)
    if ticket is None:
        return
    await reports.keep_report(
        session,
        ticket,
        visit_id=event.subject,
        cause=event.data.cause,
        resolution=event.data.resolution,
        parts=[part.name for part in event.data.parts],
        reported_at=event.data.completed_at,
    )
    if ticket.outcome in drafting.SOLVED:
        await drafting.learn(session=session, act=act, ticket=ticket)


@knowledge.on(TicketClosed)
async def learn_from_closing(event: Received[TicketClosed], *, session: AsyncSession, act: Act) -> None:
    if event.data.outcome not in drafting.SOLVED:
        return
    ticket = await session.get(Ticket, event.subject, with_for_update=HELD)
    if ticket is not None:
        await reports.note_remote_report(session, ticket, at=act.now)
        await drafting.learn(session=session, act=act, ticket=ticket)


@knowledge.on(TicketReopened)
async def doubt_what_did_not_hold(
    event: Received[TicketReopened],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    if event.data.repeat_repair:
        await reports.doubt(session, event.subject)
