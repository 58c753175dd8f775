"""Bodies and answers of the monthly review, notices and announcements."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from libs.common.web.fields import In, Out, ShortText, Text
from services.complaints.cases.shown import CaseRow
from services.complaints.penalties.schemas import PenaltyOut
from services.complaints.review.models import NoticeKind, NoticeStatus


class ResponsibleUnit(In):
    case_id: UUID
    unit: ShortText


class CompleteReview(In):
    """`units`: responsible units for bonus deductions."""

    units: list[ResponsibleUnit] = Field([], max_length=1000)
    minutes: Text | None = None


class MakeNotice(In):
    kind: NoticeKind
    subject: ShortText
    text: Text
    case_id: UUID | None = None


class ChangeNotice(In):
    subject: ShortText | None = None
    text: Text | None = None


class NoticeOut(Out):
    id: UUID
    number: str
    kind: NoticeKind
    subject: str
    text: str
    penalty_id: UUID | None
    case_id: UUID | None
    status: NoticeStatus
    written_by: str
    written_at: datetime
    approved_by: str | None
    approved_at: datetime | None


class ReviewOut(Out):
    """`cases`: closed in `month`; `penalties`: theirs and those on their tickets; `notices`: on either."""

    month: str
    due_on: date
    done_at: datetime | None
    done_by: str | None
    overdue: bool
    minutes: str | None
    units: list[dict[str, Any]]
    cases: list[CaseRow]
    penalties: list[PenaltyOut]
    notices: list[NoticeOut]
