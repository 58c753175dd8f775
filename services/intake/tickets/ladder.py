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


def written(happened: Iterable[Event], *, at: datetime) -> list[dict[str, Any]]:
    """Those of the events that are steps of the ladder, as they are stored."""
    return [msgspec.to_builtins(step) for event in happened if (step := _step(event, at))]


def _step(event: Event, at: datetime) -> Step | None:
    match event:
        case events.TicketDeadlineNear():
            return Step("near", at, clock=event.kind)
        case events.TicketDeadlineMissed():
            return Step("missed", at, clock=event.kind)
        case events.TicketChased():
            return Step("chased", at, to=[event.department])
        case events.TicketEscalated():
            return Step("escalated", at, to=event.to, reason=event.reason)
    return None
