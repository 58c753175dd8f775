"""What falls due on a ticket: warnings, breaches, and the ladder of chasing (IN-06, IN-07)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.policy.contract import arrival
from libs.common.policy.figures import Span
from libs.common.policy.pack import Pack
from services.intake.tickets import chasing, clocks
from services.intake.tickets.lateness import offer_loaner
from services.intake.tickets.models import Ticket

KIND = "tickets.alarm"


def start_clocks(ticket: Ticket, *, pack: Pack, response_hours: int | None = None, now: datetime) -> None:
    """Fresh clocks for a ticket that begins, or begins again."""
    ticket.clocks = clocks.started(_spans(ticket, pack, response_hours, now), desk=pack.desk, now=now)
    chasing.begin(ticket, pack=pack, now=now)


def agree_anew(ticket: Ticket, *, pack: Pack, response_hours: int | None, now: datetime) -> None:
    """For another product or contract, less what was used; what is new, from the request on."""
    for kind, span in _spans(ticket, pack, response_hours, ticket.opened_at).items():
        if span is None:
            ticket.clocks = ticket.clocks.without(kind)
        elif ticket.clocks.named(kind) is None:
            fresh = clocks.started({kind: span}, desk=pack.desk, now=ticket.opened_at)
            ticket.clocks = ticket.clocks.renewed(fresh)
        else:
            ticket.clocks = ticket.clocks.agree(kind, pack.desk.agreed(span), now=now)


def _spans(
    ticket: Ticket, pack: Pack, response_hours: int | None, asked_at: datetime
) -> dict[str, Span | None]:
    spans: dict[str, Span | None] = {"answer": pack.deadlines.answer}
    if ticket.field_work:
        spans["arrive"] = arrival(pack, response_hours=response_hours, asked_at=asked_at)
    if ticket.kind == "repair":
        spans["repair"] = pack.deadlines.repair
    return spans


def start_answer(ticket: Ticket, *, pack: Pack, now: datetime) -> None:
    """Somebody waits for an answer again; the clocks of the work stay as they stopped (IN-10)."""
    fresh = clocks.started({"answer": pack.deadlines.answer}, desk=pack.desk, now=now)
    ticket.clocks = ticket.clocks.renewed(fresh)
    chasing.begin(ticket, pack=pack, now=now)


def ring(ticket: Ticket, *, pack: Pack, now: datetime) -> list[Event]:
    """Say what has fallen due by `now`; each step of the ladder is written on the ticket once (IN-07)."""
    if ticket.ended:
        return []
    ticket.clocks, happened = ticket.clocks.ring(now)
    missed = [event for event in happened if isinstance(event, events.TicketDeadlineMissed)]
    for event in missed:
        happened.append(events.TicketEscalated(to=["service_manager"], reason=f"{event.kind} missed"))
        if event.kind == "repair":
            happened += offer_loaner(ticket, now=now)
    return happened + chasing.climb(ticket, pack=pack, now=now)


async def set_alarm(session: AsyncSession, ticket: Ticket) -> None:
    """One timer a ticket, at the next moment that something falls due."""
    due_at = _due_at(ticket)
    if due_at == ticket.alarm_at:
        return
    ticket.alarm_at = due_at
    if due_at is None:
        await timers.cancel(session, kind=KIND, key=str(ticket.id))
    else:
        await timers.set(
            session, kind=KIND, key=str(ticket.id), due_at=due_at, data={"ticket_id": str(ticket.id)}
        )


async def set_first_alarms(session: AsyncSession, tickets: Iterable[Ticket]) -> None:
    """Of new tickets."""
    appointments = []
    for ticket in tickets:
        ticket.alarm_at = due_at = _due_at(ticket)
        if due_at is not None:
            key = str(ticket.id)
            appointments.append(timers.Timer(kind=KIND, key=key, due_at=due_at, data={"ticket_id": key}))
    await timers.set_new(session, appointments)


def _due_at(ticket: Ticket) -> datetime | None:
    moments = [moment for moment in (ticket.clocks.next_alarm, ticket.chase_at) if moment]
    return None if ticket.ended else min(moments, default=None)
