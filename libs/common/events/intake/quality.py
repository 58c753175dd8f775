"""Major quality problems, raised to quality and R&D (IN-15)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import QUALITY

QualityBasis = Literal["fault", "lot", "safety"]


@QUALITY.event
class QualityIssueRaised(Event, frozen=True):
    """More reports of a model's fault or of a lot than the pack bears, or one that is a matter of safety.

    `count`: incidents so far; a ticket and the complaints about it are one; of their ids the first 500.
    """

    number: str
    basis: QualityBasis
    category: str | None
    model: str | None
    fault_code: str | None
    fault: str | None
    lot: str | None
    safety: bool
    count: int
    threshold: int
    days: int
    first_at: datetime
    last_at: datetime
    to: list[str]
    ticket_ids: list[UUID]
    case_ids: list[UUID]
    previous_id: UUID | None = None
    """The issue of an earlier wave of the same problem."""


@QUALITY.event
class QualityIssueTurnedUnsafe(Event, frozen=True):
    """A report that is a matter of safety joined an issue that wasn't one."""

    number: str
    to: list[str]


@QUALITY.event
class QualityIssueAcknowledged(Event, frozen=True):
    number: str
    department: str


@QUALITY.event
class QualityIssueAnswered(Event, frozen=True):
    """`advice`: what whoever speaks with customers is to say or do meanwhile."""

    number: str
    department: str
    advice: str | None = None


@QUALITY.event
class QualityIssueClosed(Event, frozen=True):
    """What is reported from now on counts anew."""

    number: str
    result: str
    count: int
