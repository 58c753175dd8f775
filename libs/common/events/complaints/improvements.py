"""Improvement measures (CO-17)."""

from datetime import date
from typing import Literal
from uuid import UUID

from libs.common.events.complaints.topics import PENALTIES
from libs.common.events.envelope import Event


@PENALTIES.event
class ImprovementOpened(Event, frozen=True):
    """Or, re-opened, planned anew."""

    case_id: UUID
    owner: str
    due_on: date


@PENALTIES.event
class ImprovementConfirmed(Event, frozen=True):
    case_id: UUID


@PENALTIES.event
class ImprovementReopened(Event, frozen=True):
    """Not effective, or the same cause came again (CO-17)."""

    case_id: UUID
    reason: Literal["not_effective", "same_cause"] = "not_effective"
    owner: str | None = None
    due_on: date | None = None


@PENALTIES.event
class ImprovementOverdue(Event, frozen=True):
    case_id: UUID
    owner: str
    due_on: date
