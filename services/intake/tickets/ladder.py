"""The ladder as it is written on the ticket (IN-07)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from libs.common.events import intake as events
from libs.common.events.envelope import Event


class Step(msgspec.Struct, frozen=True):
    name: str
    at: datetime
    clock: str | None = None
    to: list[str] = []
    reason: str | None = None
    by: str | None = None


def written(happened: Iterable[Event], *, at: datetime, by: str) -> list[dict[str, Any]]:
    """Those of the events that are steps of the ladder, as they are stored."""
    return [msgspec.to_builtins(step) for event in happened if (step := _step(event, at, by))]


def _step(event: Event, at: datetime, by: str) -> Step | None:
    match event:
        case events.TicketDeadlineNear():
            return Step("near", at, clock=event.kind, by=by)
        case events.TicketDeadlineMissed():
            return Step("missed", at, clock=event.kind, by=by)
        case events.TicketChased():
            return Step("chased", at, to=[event.department], by=by)
        case events.TicketEscalated():
            return Step("escalated", at, to=event.to, reason=event.reason, by=by)
        case events.TicketChaseAnswered():
            return Step("answered", at, reason=event.text, by=by)
    return None
