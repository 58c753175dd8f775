"""A case from its registration to its end (CO-01, IN-10)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.events.complaints.topics import CASES
from libs.common.events.envelope import Event


@CASES.event
class ComplaintRegistered(Event, frozen=True):
    """`received_at`: when the customer complained; intake compares it with the ticket's closing (IN-10)."""

    form_no: str
    ticket_id: UUID | None
    customer_id: UUID | None
    complaint_class: str
    severity: Literal["minor", "serious"]
    conduct_cause: str | None
    cause_code: str | None
    channel: str
    received_at: datetime
    lot: str | None = None
    model: str | None = None


@CASES.event
class ComplaintLinked(Event, frozen=True):
    """A case that is open was linked to a ticket after its registration, or moved to another one (IN-10).

    For intake it is to the ticket what ComplaintRegistered is: `ticket_id` is the only one that the case
    stands on from now on, it doesn't close over it, and `received_at` before its closing re-opens it. The
    ticket that the case stood on before, if any, is free of it.
    """

    form_no: str
    ticket_id: UUID
    customer_id: UUID | None
    received_at: datetime


@CASES.event
class ComplaintChanged(Event, frozen=True):
    """What a case is sorted and counted by, all of it, after a change (CO-03, CO-04, IN-15)."""

    complaint_class: str
    severity: Literal["minor", "serious"]
    conduct_cause: str | None
    cause_code: str | None
    lot: str | None
    model: str | None


@CASES.event
class ComplaintAssigned(Event, frozen=True):
    to: str
    by: str


@CASES.event
class ComplaintNotEstablished(Event, frozen=True):
    reason: str


@CASES.event
class ComplaintClosed(Event, frozen=True):
    form_no: str
    ticket_id: UUID | None
    customer_id: UUID | None
    received_at: datetime
    established: bool
    complaint_class: str
    handlers: list[str]
