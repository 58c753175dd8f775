"""From whatever happened to a ticket to what its listeners are told, in the transaction that hears of it.

It listens to all that `intake.tickets` acts upon and to the tickets' own events, and compares the ticket with
what listeners know: so it doesn't matter which event it was, and a repeat tells nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Actor
from libs.common.consumer import Consumer
from libs.common.events.envelope import TYPES, Event, Received
from libs.common.events.intake import TICKETS, TicketImported
from libs.common.privacy.seeing import show_to
from services.intake.tickets.consumers import tickets
from services.intake.tmf621 import seen, telling
from services.intake.tmf621.hub import queue

trouble_tickets = Consumer("intake.trouble_tickets")

KINDS = sorted(
    {kind for kind in TYPES.values() if kind.topic is TICKETS} | tickets.kinds, key=lambda kind: kind.type
)


@trouble_tickets.on_batch(*KINDS)
async def tell_listeners(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """A handful of statements a batch; what nobody listens to is only noted."""
    heard: dict[UUID, list[Received[Event]]] = defaultdict(list)
    for event in events:
        if (about := _ticket_id(event)) is not None:
            heard[about].append(event)
    known = await seen.known(session, sorted(heard))
    listeners = await seen.listeners(session) if known else []
    show_to(Actor.service("intake"))
    for one in known:
        of_one = heard[one.ticket.id]
        told = telling.news(one, of_one)
        seen.note(one, [item.change for item in told], at=of_one[-1].time)
        if listeners and not _old(of_one):
            messages = [*telling.messages(one, told, of_one[-1], listeners)]
            await queue.add(session, messages, now=of_one[-1].time)


def _old(events: Sequence[Received[Event]]) -> bool:
    """Brought over from another system: on record here, no news to anybody (IN-14)."""
    return all(isinstance(event.data, TicketImported) for event in events)


def _ticket_id(event: Received[Event]) -> UUID | None:
    if event.data.topic is TICKETS:
        return event.subject
    about: UUID | None = getattr(event.data, "ticket_id", None)
    return about
