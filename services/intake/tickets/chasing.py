"""Who is asked about a ticket that stays unresolved, and what they answer (IN-07, S3 4.2.6)."""

from datetime import datetime

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.policy.pack import Pack
from services.intake.tickets import progress, refusals
from services.intake.tickets.models import Ticket


def begin(ticket: Ticket, *, pack: Pack, now: datetime) -> None:
    """An answer to the customer ends no chase: whatever is unresolved by then is asked about."""
    ticket.chase_at = pack.ladder.chase_after.after(now)
    ticket.chased = False


def climb(ticket: Ticket, *, pack: Pack, now: datetime) -> list[Event]:
    """After three days the handling department is asked; a day later its manager and quality."""
    if ticket.chase_at is None or ticket.chase_at > now:
        return []
    if not ticket.chased:
        ticket.chased = True
        ticket.chase_at = pack.ladder.escalate_after.after(now)
        return [events.TicketChased(department=ticket.department)]
    ticket.chase_at = None
    reason = f"no answer from {ticket.department}"
    return [events.TicketEscalated(to=["department_manager", "quality"], reason=reason)]


def answer(ticket: Ticket, *, text: str) -> list[Event]:
    """The department has answered, before or after its manager was told: nobody is asked any more."""
    progress.refuse_when_ended(ticket)
    if not ticket.chased:
        raise refusals.NoOpenChase()
    ticket.chased, ticket.chase_at = False, None
    return [events.TicketChaseAnswered(department=ticket.department, text=text)]
