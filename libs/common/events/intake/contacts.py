"""What was said to us, and what became of it (IN-01, IN-03, IN-07)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CONTACTS


@CONTACTS.event
class ContactRegistered(Event, frozen=True):
    """A call, letter, visit or message, in or out (IN-01)."""

    channel: str
    direction: Literal["inbound", "outbound"]
    kind: str
    answered: bool
    occurred_at: datetime
    customer_id: UUID | None
    ticket_id: UUID | None


@CONTACTS.event
class ComplaintVoiced(Event, frozen=True):
    """A contact of kind complaint; complaints opens a case (IN-10)."""

    channel: str
    occurred_at: datetime
    customer_id: UUID | None
    ticket_id: UUID | None
    text: str
    case_id: UUID | None = None
    """Of the case that it opens: no ticket closes over it from now on."""


@CONTACTS.event
class ContactLinked(Event, frozen=True):
    """It turned out later whose contact it was, or about which ticket (IN-01).

    `answered` and `occurred_at` of the contact as it stands: who hears of it now first needs them (FU-03).
    """

    customer_id: UUID | None
    ticket_id: UUID | None
    answered: bool = False
    occurred_at: datetime | None = None


@CONTACTS.event
class ContactAnswered(Event, frozen=True):
    """A promised reply was given later; the clock stands still (IN-03)."""

    kind: str
    customer_id: UUID | None


@CONTACTS.event
class ContactReplyNear(Event, frozen=True):
    """The promised reply is due soon (IN-07)."""

    owner: str
    due_at: datetime


@CONTACTS.event
class ContactReplyMissed(Event, frozen=True):
    """No reply by the time that was promised: told to the service manager (IN-07)."""

    owner: str
    due_at: datetime
    to: str


@CONTACTS.event
class ContactChased(Event, frozen=True):
    """Unanswered too long after registration: the handling department is asked (IN-07)."""

    department: str


@CONTACTS.event
class ContactEscalated(Event, frozen=True):
    """The department gave no answer either, or somebody found it too urgent to wait (IN-07)."""

    to: list[str]
    reason: str | None = None


@CONTACTS.event
class ContactChaseAnswered(Event, frozen=True):
    """The handling department answered; the caller still waits for the reply (IN-07)."""

    department: str
    text: str
