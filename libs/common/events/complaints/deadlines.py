"""What falls due on a case, and who is asked about it (IN-07)."""

from datetime import datetime

from libs.common.events.complaints.topics import CASES
from libs.common.events.envelope import Event


@CASES.event
class ComplaintChased(Event, frozen=True):
    department: str


@CASES.event
class ComplaintDeadlineNear(Event, frozen=True):
    """The warning before a deadline (IN-07); `what`: `investigation`, `report` or `collection`."""

    what: str
    due_at: datetime


@CASES.event
class ComplaintOverdue(Event, frozen=True):
    what: str
    due_at: datetime
    to: str


@CASES.event
class ComplaintEscalated(Event, frozen=True):
    to: list[str]
    reason: str
