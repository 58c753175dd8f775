"""The steps of a ticket's status, from its audit trail: exact, also where several are heard of together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.intake.tickets.models import Ticket
from services.intake.tmf621 import rules


class Entry(NamedTuple):
    """One change of a ticket: value before and after, by the attribute's name."""

    version: int
    at: datetime
    request: str
    changes: Mapping[str, Sequence[Any]]


class Step(NamedTuple):
    """What a ticket was from then on."""

    version: int
    at: datetime
    status: rules.Status
    resolved_at: datetime | None


class Known(NamedTuple):
    """What decides what listeners are told of."""

    status: str
    waits_for: str | None
    done_at: datetime | None
    closed_at: datetime | None

    def before(self, changes: Mapping[str, Sequence[Any]]) -> "Known":
        earlier = {name: changes[name][0] for name in self._fields if name in changes}
        for name in ("done_at", "closed_at"):
            if earlier.get(name):
                earlier[name] = datetime.fromisoformat(earlier[name])
        return self._replace(**earlier)


def instant(at: datetime) -> str:
    """As answers write it."""
    return at.isoformat().replace("+00:00", "Z")


def resolution_date(ticket: Ticket | Known) -> datetime | None:
    """When the work was done, or the answer given."""
    return ticket.done_at or (ticket.closed_at if ticket.status == "closed" else None)


def steps(ticket: Ticket, entries: Sequence[Entry]) -> list[Step]:
    """One for each request, event or timer, read backwards from what the ticket is now."""
    return list(_backwards(ticket, entries))[::-1]


def _backwards(ticket: Ticket, entries: Sequence[Entry]) -> Iterator[Step]:
    known = Known(ticket.status, ticket.waits_for, ticket.done_at, ticket.closed_at)
    later = None
    for entry in reversed(entries):
        if (entry.request, entry.at) != later:
            status = rules.shown(known.status, known.waits_for)
            yield Step(entry.version, entry.at, status, resolution_date(known))
        known, later = known.before(entry.changes), (entry.request, entry.at)
