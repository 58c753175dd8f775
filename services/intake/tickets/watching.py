"""Acts on a ticket's clocks and its ladder (IN-06, IN-07)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import intake as events
from services.intake.tickets import chasing, progress
from services.intake.tickets.models import Ticket
from services.intake.tickets.usecases import keep


async def pause_clocks(
    *, session: AsyncSession, act: Act, ticket: Ticket, clock: str | None, reason: str
) -> None:
    progress.refuse_when_ended(ticket)
    ticket.clocks = ticket.clocks.pause(clock, reason=reason, now=act.now)
    await keep(session, act, ticket, "pause", [events.TicketUpdated(reason=f"paused: {reason}")])


async def resume_clocks(*, session: AsyncSession, act: Act, ticket: Ticket, clock: str | None) -> None:
    progress.refuse_when_ended(ticket)
    ticket.clocks = ticket.clocks.resume(clock, now=act.now)
    await keep(session, act, ticket, "resume", [events.TicketUpdated(reason="resumed", **ticket.due_times)])


async def escalate(*, session: AsyncSession, act: Act, ticket: Ticket, reason: str) -> None:
    """A strong reaction goes to the service manager at once (IN-07)."""
    progress.refuse_when_ended(ticket)
    happened = [events.TicketEscalated(to=["service_manager"], reason=reason)]
    await keep(session, act, ticket, "escalate", list(happened))


async def answer_chase(*, session: AsyncSession, act: Act, ticket: Ticket, text: str) -> None:
    await keep(session, act, ticket, "answer-chase", chasing.answer(ticket, text=text))
