"""What falls due on a ticket, and who is asked about it (IN-06, IN-07)."""

from datetime import datetime
from typing import Literal

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import TICKETS

DeadlineKind = Literal["answer", "reply", "arrive", "repair"]


@TICKETS.event
class TicketDeadlineNear(Event, frozen=True):
    kind: DeadlineKind
    due_at: datetime


@TICKETS.event
class TicketDeadlineMissed(Event, frozen=True):
    kind: DeadlineKind
    due_at: datetime


@TICKETS.event
class TicketChased(Event, frozen=True):
    """The handling department was asked for an answer (IN-07)."""

    department: str


@TICKETS.event
class TicketEscalated(Event, frozen=True):
    to: list[str]
    reason: str


@TICKETS.event
class TicketChaseAnswered(Event, frozen=True):
    """The handling department answered; nobody is asked any more (IN-07)."""

    department: str
    text: str
