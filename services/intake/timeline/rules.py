"""What the timeline keeps of an event (IN-11)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from libs.common.events import complaints, dispatch, followup, intake
from libs.common.events.envelope import TYPES, Event, Received, Topic
from libs.common.ids import derived_id
from services.intake.timeline.words import fields_told

TOPICS: frozenset[Topic] = frozenset(
    {
        intake.TICKETS,
        intake.CUSTOMERS,
        intake.CONTACTS,
        intake.NOTICES,
        dispatch.JOBS,
        dispatch.VISITS,
        dispatch.NOTICES,
        complaints.CASES,
        complaints.NOTICES,
        followup.CONTACTS,
        followup.NOTICES,
    }
)
"""Those that tell of a customer; staff, stock, partners and penalties aren't a customer's history."""

_PARENTS = ("ticket_id", "case_id", "about_id", "customer_id")
_LOOKED_UP = {"unit_id": intake.CUSTOMERS, "contract_id": intake.CUSTOMERS, "ticket_id": dispatch.JOBS}
_LOW_BITS = (1 << 80) - 1


def kinds() -> list[type[Event]]:
    return [kind for kind in TYPES.values() if kind.topic in TOPICS]


def entry(event: Received[Event]) -> dict[str, Any]:
    """A row of `timeline`."""
    return {
        "id": entry_id(event.time, event.id),
        "at": event.time,
        "event_id": event.id,
        "service": event.data.topic.owner,
        "type": type(event.data).__name__,
        "subject": _subject(event),
        "ref": _ref(event),
        "details": {
            name: msgspec.to_builtins(getattr(event.data, name, None))
            for name in fields_told(type(event.data))
        },
    }


def of_before(event: Received[Event]) -> dict[str, Any] | None:
    """The same for whom a ticket was registered wrongly, and whose history it leaves."""
    data = event.data
    if not isinstance(data, intake.TicketReassigned) or data.from_customer_id == data.customer_id:
        return None
    left = derived_id(event.id, "left")
    told = {"subject": data.from_customer_id, "event_id": left, "id": entry_id(event.time, left)}
    return entry(event) | told


def owners(events: Sequence[Received[Event]]) -> dict[UUID, set[UUID]]:
    """Of tickets that were reassigned: whose they are now, and nobody else's."""
    found: dict[UUID, set[UUID]] = {}
    for event in events:
        if isinstance(event.data, intake.TicketReassigned):
            found[event.subject] = set()
        if event.subject in found:
            found[event.subject].update(parent for _, parent in links(event))
    return found


def links(event: Received[Event]) -> Iterator[tuple[UUID, UUID]]:
    """Each thing that the event says its subject belongs to; a merge and its undoing, to both files."""
    if (other := _other_file(event.data)) is not None:
        yield from ((event.id, event.subject), (event.id, other))
    for name in _PARENTS:
        parent = getattr(event.data, name, None)
        if parent is not None and parent != event.subject:
            yield event.subject, parent


def _subject(event: Received[Event]) -> UUID:
    return event.subject if _other_file(event.data) is None else event.id


def _other_file(data: Event) -> UUID | None:
    if isinstance(data, intake.CustomersMerged):
        return data.into
    return data.from_id if isinstance(data, intake.CustomersUnmerged) else None


def entry_id(at: datetime, event_id: UUID) -> UUID:
    """The milliseconds of business time before what is special about the event's own UUIDv7."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | event_id.int & _LOW_BITS)


def _ref(event: Received[Event]) -> UUID:
    for name, topic in _LOOKED_UP.items():
        found: UUID | None = getattr(event.data, name, None)
        if found is not None and event.data.topic is topic:
            return found
    return event.subject
