"""What callers send and get of visits."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from libs.common.policy.vocabulary import Finding
from libs.common.privacy.seeing import Document, FreeText
from libs.common.web.fields import At, In, Out, ShortText, Text
from services.dispatch.jobs.schemas import TicketFacts
from services.dispatch.schemas import Window, WindowIn
from services.dispatch.visits.models import Visit

Survey = Literal["paper", "link", "device", "refused"]
Status = Literal[
    "offered",
    "accepted",
    "on_the_way",
    "arrived",
    "working",
    "completed",
    "failed",
    "missed",
    "withdrawn",
    "archived",
]


class When(In):
    at: At = None

    def moment(self, visit: Visit, now: datetime) -> datetime:
        """As told, else now, or with the visit's last step where that was dated up to a minute ahead."""
        return self.at or max(now, visit.last_step_at or now)


class Complete(When):
    survey_given: Survey = "link"


class Fail(When):
    reason: Text


class Agree(When):
    how: ShortText


class Reschedule(When):
    """`agreed`: how the customer said yes to the new window."""

    window: WindowIn
    reason: Text | None = None
    agreed: ShortText | None = None


class NoShow(When):
    """`channel`: how the customer was called, or else reached."""

    channel: ShortText | None = None


class Delay(When):
    """`at`: a note; the delay counts from when it is recorded. `channel`: how the customer was told."""

    minutes: Annotated[int, Field(ge=1, le=10_000)]
    reason: Text
    channel: ShortText | None = None


class JudgeLateness(In):
    own_fault: bool
    reason: Text


class DelayOut(Out):
    minutes: int
    reason: FreeText
    recorded_at: datetime
    said_at: datetime | None


class HelpOut(Out):
    question: FreeText
    owner: str
    asked_at: datetime
    due_at: datetime
    overdue: bool
    text: FreeText | None
    answered_by: str | None = None
    answered_at: datetime | None = None


class VisitOut(Out):
    id: UUID
    ticket_id: UUID
    job_id: UUID
    technician_id: UUID
    status: Status
    day: date
    window: Window
    """Promised to the customer; later is late."""
    agreed_at: datetime | None
    agreed_how: FreeText | None
    accepted_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None
    end_reason: FreeText | None
    rescheduled_at: datetime | None
    delay_told_at: datetime | None
    delays: list[DelayOut]
    late_minutes: int
    own_fault: bool | None
    report: Document | None
    report_status: Literal["submitted", "returned", "approved"] | None
    report_missing: list[str]
    reported_at: datetime | None
    reviewed_at: datetime | None
    archived_at: datetime | None
    survey_given: Survey | None
    checked_out_at: datetime | None
    check_out_missed: bool
    findings: list[Finding]
    prices_shown_at: datetime | None
    price_list_id: UUID | None
    help: list[HelpOut]
    unit_at: str | None
    unit_receipt_no: str | None
    unit_back_at: datetime | None
    unit_consented_at: datetime | None
    unit_backup: Literal["done", "waived", "not_needed"] | None

    @classmethod
    def of(cls, visit: Visit, **more: Any) -> Self:
        row = {name: getattr(visit, name) for name in VisitOut.model_fields if name != "window"}
        window = {"from_": visit.window_from, "to": visit.window_to}
        return cls.model_validate({**row, "window": window, **more})


class VisitDetail(VisitOut):
    ticket: TicketFacts
