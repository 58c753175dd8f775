"""What listeners know of tickets: read, locked, and brought up to date."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.tickets.models import Ticket
from services.intake.tmf621 import rules
from services.intake.tmf621.history import Entry, Step, resolution_date, steps
from services.intake.tmf621.models import HubSubscription, TroubleTicket, TroubleTicketState
from services.intake.tmf621.shown import Resource

_LONGEST = 200
"""Status changes that are kept of a ticket."""


class Seen(NamedTuple):
    """One ticket, what listeners know of it, and its steps since."""

    ticket: Ticket
    said: TroubleTicket | None
    state: TroubleTicketState
    since: list[Step]


async def known(session: AsyncSession, ids: list[UUID]) -> list[Seen]:
    """Those that listeners know an older version of.

    Their states are locked, in one order for all workers, before the tickets are read.
    """
    await session.execute(_BEGIN, {"ids": ids})
    held = select(TroubleTicketState).where(TroubleTicketState.ticket_id.in_(ids))
    states = {
        state.ticket_id: state
        for state in await session.scalars(held.order_by(TroubleTicketState.ticket_id).with_for_update())
    }
    rows = await session.execute(
        select(Ticket, TroubleTicket)
        .outerjoin(TroubleTicket, TroubleTicket.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids))
    )
    newer = [(ticket, said) for ticket, said in rows if ticket.version > states[ticket.id].version]
    entries = await _entries(session, [ticket.id for ticket, _ in newer])
    return [
        Seen(ticket, said, states[ticket.id], _since(ticket, entries[ticket.id])) for ticket, said in newer
    ]


async def listeners(session: AsyncSession) -> Sequence[HubSubscription]:
    return (await session.scalars(select(HubSubscription).where(HubSubscription.ended_at.is_(None)))).all()


def note(one: Seen, told: Sequence[Resource], *, at: datetime) -> None:
    """What listeners know from now on, whether there are any or not; `told` are its status changes."""
    state = one.state
    state.history = [*state.history, *told][-_LONGEST:]
    state.version, state.changed_at = one.ticket.version, at
    state.status, state.resolution_date = rules.status_of(one.ticket), resolution_date(one.ticket)


async def _entries(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for row in await session.execute(_AUDIT, {"ids": ids}):
        at = datetime.fromisoformat(row.entry["when"])
        found[row.aggregate_id].append(Entry(row.version, at, row.entry["request"], row.entry["changes"]))
    return found


def _since(ticket: Ticket, entries: Sequence[Entry]) -> list[Step]:
    """What was committed later is the next event's; a ticket that came without a trail is one step."""
    read = [entry for entry in entries if entry.version <= ticket.version]
    return steps(ticket, read or [Entry(ticket.version, ticket.opened_at, "", {})])


_BEGIN = text("""
    INSERT INTO trouble_ticket_states (ticket_id, version, status, changed_at, history)
    SELECT id, 0, '', opened_at, '[]' FROM tickets WHERE id = ANY(:ids) ORDER BY id
    ON CONFLICT (ticket_id) DO NOTHING""")
_AUDIT = text("""
    SELECT audit.aggregate_id, audit.version, audit.entry FROM audit
    JOIN trouble_ticket_states AS state
        ON state.ticket_id = audit.aggregate_id AND audit.version > state.version
    WHERE state.ticket_id = ANY(:ids) ORDER BY audit.aggregate_id, audit.version""")
