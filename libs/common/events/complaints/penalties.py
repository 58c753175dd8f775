"""Penalties, notices and rewards (CO-15)."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from libs.common.events.complaints.topics import PENALTIES
from libs.common.events.envelope import Event


@PENALTIES.event
class PenaltyProposed(Event, frozen=True):
    case_id: UUID | None
    cause: str
    subject_kind: Literal["person", "department", "partner"]
    subject: str
    sanction: str
    amount: Decimal
    currency: str
    evidence: UUID
    """Id of the event that is the evidence, or of the case whose verdict it is."""
    ticket_id: UUID | None = None
    technician_id: UUID | None = None


@PENALTIES.event
class PenaltyConfirmed(Event, frozen=True):
    pass


@PENALTIES.event
class PenaltyObjected(Event, frozen=True):
    text_hash: str


@PENALTIES.event
class PenaltyRuled(Event, frozen=True):
    sanction: str
    amount: Decimal
    currency: str


@PENALTIES.event
class PenaltyWithdrawn(Event, frozen=True):
    reason: str


@PENALTIES.event
class PenaltyIssued(Event, frozen=True):
    """Approved by the GM."""

    cause: str
    subject_kind: str
    subject: str
    sanction: str
    amount: Decimal
    currency: str
    case_id: UUID | None = None
    ticket_id: UUID | None = None
    technician_id: UUID | None = None


@PENALTIES.event
class NoticeIssued(Event, frozen=True):
    """Approved by the GM."""

    kind: Literal["reward", "penalty"]
    subject: str
    penalty_id: UUID | None
    case_id: UUID | None = None


@PENALTIES.event
class PersonnelAnnounced(Event, frozen=True):
    subject: str
    sanction: str
    penalty_id: UUID
