"""What callers send and get of a quality issue."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import In, Out, ShortText, Text

Status = Literal["raised", "acknowledged", "answered", "closed"]
Basis = Literal["fault", "lot", "safety"]
Result = Literal["remedied", "no_defect", "accepted", "recalled"]


class AnswerIssue(In):
    text: Text
    cause: ShortText | None = None
    advice: Text | None = Field(
        default=None, description="what to say or do meanwhile; shown at intake and in the screen pop"
    )


class CloseIssue(In):
    result: Result
    text: Text | None = None


class Acknowledgement(Out):
    department: str
    by: str
    at: datetime


class Answer(Acknowledgement):
    text: FreeText
    cause: FreeText | None
    advice: FreeText | None


class Closing(Out):
    by: str
    at: datetime
    result: Result
    text: FreeText | None


class IssueOut(Out):
    """`count`: incidents so far, a ticket and the complaints about it are one; raised when above `threshold`
    within `days`, or at once for a matter of safety."""

    id: UUID
    number: str
    basis: Basis
    status: Status
    category: str | None
    model: str | None
    fault_code: str | None
    fault: FreeText | None
    lot: str | None
    safety: bool
    count: int
    threshold: int
    days: int
    first_at: datetime
    last_at: datetime
    raised_at: datetime
    previous_id: UUID | None
    advice: FreeText | None
    acknowledgements: list[Acknowledgement]
    answers: list[Answer]
    closed: Closing | None


class ReportOut(Out):
    """A ticket or a complaint case that counts for an issue; `number` is the ticket's or the form's."""

    id: UUID
    source: Literal["ticket", "case"]
    number: str
    ticket_id: UUID | None
    at: datetime
    model: str | None
    fault_code: str | None
    fault: FreeText | None
    lot: str | None
    safety: bool


class KnownIssues(Out):
    items: list[IssueOut]
