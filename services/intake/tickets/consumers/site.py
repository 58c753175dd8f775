"""What happens on site beside the work: findings, the unit taken away, questions to headquarters."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import dispatch
from libs.common.events.envelope import Received
from services.intake.tickets import amending, deciding, helping, progress, usecases
from services.intake.tickets.consumers.hearing import locked, tickets
from services.intake.tickets.consumers.visits import keep_visit


@tickets.on(dispatch.ExclusionFound)
async def decide_again(event: Received[dispatch.ExclusionFound], *, session: AsyncSession, act: Act) -> None:
    """What the technician found on site: intake decides, dispatch waits for the answer (PO-08)."""
    ticket = await locked(session, event.data.ticket_id)
    if ticket is None or ticket.ended:
        return
    visits = await usecases.visits_of(session, ticket)
    happened = deciding.decide_again(ticket, findings=event.data.findings, visits=visits)
    amending.note_time(ticket, now=act.now)
    if not ticket.ready:
        ticket.clocks = ticket.clocks.pause_work(reason="customer", now=act.now)
    await usecases.keep(session, act, ticket, "decide-again", happened)


@tickets.on(dispatch.UnitTakenIn)
async def follow_unit_away(event: Received[dispatch.UnitTakenIn], *, session: AsyncSession, act: Act) -> None:
    """The ticket knows where the unit is, and that its data are safe (DI-18, IN-19)."""
    if ticket := await locked(session, event.data.ticket_id):
        await keep_visit(session, event, ticket, state="working", unit_taken=True)
        ticket.unit_place = event.data.to
        ticket.backup = event.data.backup or ticket.backup
        await usecases.keep(session, act, ticket, "follow-unit", [])


@tickets.on(dispatch.UnitBroughtBack)
async def follow_unit_back(
    event: Received[dispatch.UnitBroughtBack], *, session: AsyncSession, act: Act
) -> None:
    if ticket := await locked(session, event.data.ticket_id):
        progress.brought_back(ticket, at=event.time)
        await usecases.keep(session, act, ticket, "follow-unit", [])


@tickets.on(dispatch.HelpRequested, dispatch.HelpAnswered, dispatch.HelpOverdue)
async def follow_help(event: Received[dispatch.VisitEvent], *, session: AsyncSession, act: Act) -> None:
    """Question, answer and lateness stand on the ticket (DI-19)."""
    ticket = await locked(session, event.data.ticket_id)
    if ticket is None:
        return
    visit_id, data = event.subject, event.data
    match data:
        case dispatch.HelpRequested():
            helping.asked(
                ticket,
                visit_id=visit_id,
                question=data.question,
                owner=data.owner,
                due_at=data.due_at,
                at=event.time,
            )
        case dispatch.HelpAnswered():
            helping.answered(ticket, visit_id=visit_id, text=data.text, by=event.actor, at=event.time)
        case _:
            helping.overdue(ticket, visit_id=visit_id)
    await usecases.keep(session, act, ticket, "follow-help", [])
