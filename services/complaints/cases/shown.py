"""How a case is shown (api.md)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from libs.common.privacy.seeing import Document, FreeText
from libs.common.web.fields import Out
from services.complaints.cases.shown_parts import (
    CallOnOut,
    ConductOut,
    DecisionOut,
    FormOut,
    FraudOut,
    InvestigationOut,
    LossOut,
    NotEstablishedOut,
    ObjectionOut,
    ReplyOut,
    ResponsibilityOut,
    SalesOpinionOut,
    StepOut,
    TaskOut,
)
from services.complaints.cases.values import Class, ConductCause, Severity, Status
from services.complaints.improvements.models import State


class ImprovementOut(Out):
    id: UUID
    action: FreeText
    owner: str
    due_on: date
    state: State
    checked_at: datetime | None
    checked_by: str | None
    check_text: FreeText | None


class TrailEntry(Out):
    """One link of the audit chain: who did what when; `changed` names the fields (CO-20)."""

    at: datetime
    by: str
    what: str
    on: str
    changed: list[str]


class CaseRow(Out):
    """A case as lists show it."""

    id: UUID
    form_no: str
    previous_form: str | None
    status: Status
    ticket_id: UUID | None
    customer_id: UUID | None
    about_case: UUID | None
    channel: str
    complaint_class: Class = Field(alias="class")
    conduct_cause: ConductCause | None
    conduct_person: str | None
    cause_code: str | None
    severity: Severity
    demand: FreeText
    text: FreeText
    handler: str
    department: str
    received_at: datetime
    registered_at: datetime
    registered_by: str
    closed_at: datetime | None


class CaseForm(CaseRow):
    """All that stands on the case.

    `reply` and `objection` are the last ones; `replies` and `objections` hold them all, the first one first.
    """

    customer: Document
    order: dict[str, Any] | None
    product: dict[str, Any] | None
    samples: list[Document]
    attachments: list[str]
    sales_opinion: SalesOpinionOut | None
    call_on: CallOnOut | None
    investigation: InvestigationOut | None
    tasks: list[TaskOut]
    responsibility: ResponsibilityOut | None
    conduct: ConductOut | None
    fraud: FraudOut | None
    decision: DecisionOut | None
    loss: LossOut | None
    reply: ReplyOut | None = Field(validation_alias="answer")
    replies: list[ReplyOut]
    told_at: datetime | None
    not_established: NotEstablishedOut | None
    objection: ObjectionOut | None
    objections: list[ObjectionOut]
    forms: list[FormOut]
    steps: list[StepOut]


class CauseOut(Out):
    """A cause by code and by name (CO-03)."""

    code: str
    zh: str
    en: str


class QualityIssueSeen(Out):
    """A major quality problem that the case is one of (IN-15)."""

    id: UUID
    number: str
    basis: str
    model: str | None
    lot: str | None
    safety: bool
    count: int
    raised_at: datetime
    closed_at: datetime | None


class CaseOut(CaseForm):
    """`cause`: the name of `cause_code`, where it is one of the vocabulary."""

    quality_issues: list[QualityIssueSeen]

    improvement: ImprovementOut | None
    cause: CauseOut | None
    result_passed_on_by: str
    """`sales` or `after_sales`, by the pack (CO-06)."""
    trail: list[TrailEntry]
