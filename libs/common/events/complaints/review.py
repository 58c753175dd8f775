"""The monthly review (CO-16)."""

from datetime import date
from uuid import UUID

import msgspec

from libs.common.events.complaints.topics import PENALTIES
from libs.common.events.envelope import Event


class ResponsibleUnit(msgspec.Struct, frozen=True):
    """Who bears a bonus deduction for a case (CO-16)."""

    case_id: UUID
    unit: str


@PENALTIES.event
class MonthlyReviewDue(Event, frozen=True):
    """`month` is over and has closed cases: the GM's office reviews them by `due_on` (CO-16)."""

    month: str
    due_on: date


@PENALTIES.event
class MonthlyReviewDone(Event, frozen=True):
    month: str
    cases: list[UUID]
    units: tuple[ResponsibleUnit, ...] = ()


@PENALTIES.event
class MonthlyReviewOverdue(Event, frozen=True):
    """The review of `month` wasn't done by its day (CO-16)."""

    month: str
    due_on: date
