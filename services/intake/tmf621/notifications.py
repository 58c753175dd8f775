"""What listeners are told of a ticket: which events, as what, and whom they fit (TMF621 v4, TMF630)."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import parse_qsl
from uuid import UUID

from libs.common.web.problems import Invalid
from services.intake.tmf621.filters import Condition, conditions
from services.intake.tmf621.history import Step, instant
from services.intake.tmf621.paging import Fields
from services.intake.tmf621.schemas import ATTRIBUTES
from services.intake.tmf621.shown import Resource

EventType = Literal[
    "TroubleTicketCreateEvent",
    "TroubleTicketAttributeValueChangeEvent",
    "TroubleTicketStatusChangeEvent",
    "TroubleTicketResolvedEvent",
    "TroubleTicketInformationRequiredEvent",
]
_TITLES: dict[EventType, str] = {
    "TroubleTicketCreateEvent": "Trouble ticket created",
    "TroubleTicketAttributeValueChangeEvent": "Trouble ticket changed",
    "TroubleTicketStatusChangeEvent": "Trouble ticket status changed",
    "TroubleTicketResolvedEvent": "Trouble ticket resolved",
    "TroubleTicketInformationRequiredEvent": "Information required",
}
_ENVELOPE = ("eventId", "eventTime", "eventType", "correlationId", "domain", "title", "description",
             "priority", "timeOcurred", "fieldPath", "event")  # fmt: skip
_MOVING = ("lastUpdate", "statusChange", "statusChangeDate", "statusChangeReason")


def digest(resource: Resource) -> str:
    """Of what makes a change worth telling."""
    told = {name: value for name, value in resource.items() if name not in _MOVING}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def happened(before: str, resolved_before: datetime | None, step: Step) -> Iterator[EventType]:
    """At one step, `before` being the status until then, empty where there was none."""
    if not before:
        yield "TroubleTicketCreateEvent"
    elif before != step.status:
        yield "TroubleTicketStatusChangeEvent"
    if step.resolved_at is not None and step.resolved_at != resolved_before:
        yield "TroubleTicketResolvedEvent"
    if step.status == "pending" != before:
        yield "TroubleTicketInformationRequiredEvent"


def notification(
    kind: EventType, resource: Resource, *, event_id: UUID, at: datetime, field: str | None
) -> Resource:
    """`timeOcurred` is spelt as in the standard."""
    told = {
        "eventId": str(event_id),
        "eventTime": instant(at),
        "eventType": kind,
        "correlationId": resource["id"],
        "domain": "troubleTicket",
        "title": _TITLES[kind],
        "description": f"{_TITLES[kind]}: {resource['href']}",
        "priority": resource["priority"],
        "timeOcurred": instant(at),
        "event": {"troubleTicket": resource},
    }
    return told | ({"fieldPath": field} if field else {})


class ListenerQuery:
    """`eventType=TroubleTicketStatusChangeEvent&status=resolved&fields=id`: which, and what of each."""

    def __init__(self, text: str | None) -> None:
        """Raises `Invalid`."""
        pairs = [
            (name.strip(), value.strip()) for name, value in parse_qsl(text or "", keep_blank_values=True)
        ]
        self._conditions = conditions(pairs)
        self._fields = Fields(",".join(value for name, value in pairs if name == "fields"))
        for one in self._conditions:
            first = one.name.partition(".")[0]
            if first not in ATTRIBUTES and first not in _ENVELOPE:
                raise Invalid.field("/query", "bad_filter", f"no such attribute: {one.name[:100]}")

    def fits(self, told: Resource) -> bool:
        return all(_holds(one, told) for one in self._conditions)

    def narrowed(self, told: Resource) -> Resource:
        return told | {"event": {"troubleTicket": self._fields.of(told["event"]["troubleTicket"])}}


def _holds(one: Condition, told: Resource) -> bool:
    """A name is one of the notification's, or of its ticket."""
    first = one.name.partition(".")[0]
    there = told if first in told else told["event"]["troubleTicket"]
    values = {str(value) for value in _found(there, one.name.split("."))}
    if one.operator in ("eq", "ne"):
        return values.isdisjoint(one.values) == (one.operator == "ne")
    return any(_compared(value, one.values[0], one.operator) for value in values)


def _found(value: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _found(item, steps)
    elif not steps:
        yield value
    elif isinstance(value, dict) and steps[0] in value:
        yield from _found(value[steps[0]], steps[1:])


def _compared(left: str, right: str, operator: str) -> bool:
    """As moments where both are, else as texts."""
    a, b = _comparable(left), _comparable(right)
    if type(a) is not type(b):
        a, b = left, right
    return {"gt": a > b, "gte": a >= b, "lt": a < b, "lte": a <= b}[operator]  # type: ignore[operator]


def _comparable(text: str) -> datetime | str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.astimezone()
