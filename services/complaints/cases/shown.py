"""How a case is shown (api.md)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from libs.common.money import MoneyField
from libs.common.web.fields import Out
from services.complaints.cases.values import (
    Class,
    ConductCause,
    FraudGround,
    RemedyKind,
    ResponsibleKind,
    Severity,
    Status,
    StepKind,
)
from services.complaints.improvements.models import State


class PartOut(Out):
    by: str
    at: datetime


class SalesOpinionOut(PartOut):
    text: str
    signed: bool


class CallOnOut(PartOut):
    on: date | None
    none_because: str | None


class TaskReportOut(PartOut):
    text: str
    persons: list[str]
    measures: str | None


class TaskOut(Out):
    id: UUID
    department: str
    what: str
    due_at: datetime | None
    report: TaskReportOut | None


class InvestigationOut(PartOut):
    due_at: datetime
    joint: list[str]
    joint_visit_on: date | None
    finished_at: datetime | None
    finding: str | None
    report_due_at: datetime | None
    report: str | None
    reported_by: str | None
    reported_at: datetime | None
    ruling: str | None
    ruled_by: str | None
    ruled_at: datetime | None


class ResponsibilityOut(PartOut):
    kind: ResponsibleKind
    subject: str
    negligence: bool
    cause_code: str | None
    reason: str | None


class ConductOut(PartOut):
    upheld: bool
    reason: str
    cause: ConductCause
    person: str
    recovery: str | None


class ChargedOut(Out):
    charged: MoneyField
    without_consent: MoneyField
    events: list[UUID]


class FraudOut(PartOut):
    ground: FraudGround
    service_fee: MoneyField
    due: MoneyField
    evidence: ChargedOut | None


class DecisionOut(PartOut):
    """`level`: lowest role that may approve it."""

    kind: RemedyKind
    amount: MoneyField
    text: str
    level: str
    agreed: list[str]
    countersigned: list[str]
    rejected_because: str | None
    rejected_by: str | None
    approved_by: str | None
    approved_role: str | None
    approved_at: datetime | None
    accepted_at: datetime | None
    refused_at: datetime | None
    carried_out_on: date | None


class ReplyOut(PartOut):
    channel: str
    text: str


class NotEstablishedOut(PartOut):
    reason: str
    collect_by: date | None


class ObjectionOut(PartOut):
    memorandum_no: str
    memorandum: str
    upheld: bool | None
    ruling: str | None
    ruled_by: str | None
    ruled_at: datetime | None


class FormOut(Out):
    form_no: str
    ended: str
    at: datetime
    reason: str | None
    decision: DecisionOut | None
    reply: ReplyOut | None
    not_established: NotEstablishedOut | None


class StepOut(PartOut):
    what: StepKind
    to: list[str]
    reason: str | None


class ImprovementOut(Out):
    id: UUID
    action: str
    owner: str
    due_on: date
    state: State
    checked_at: datetime | None
    checked_by: str | None
    check_text: str | None


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
    demand: str
    text: str
    handler: str
    department: str
    received_at: datetime
    registered_at: datetime
    registered_by: str
    closed_at: datetime | None


class CaseForm(CaseRow):
    """All that stands on the case."""

    customer: dict[str, Any]
    order: dict[str, Any] | None
    product: dict[str, Any] | None
    samples: list[dict[str, Any]]
    attachments: list[str]
    sales_opinion: SalesOpinionOut | None
    call_on: CallOnOut | None
    investigation: InvestigationOut | None
    tasks: list[TaskOut]
    responsibility: ResponsibilityOut | None
    conduct: ConductOut | None
    fraud: FraudOut | None
    decision: DecisionOut | None
    reply: ReplyOut | None = Field(validation_alias="answer")
    told_at: datetime | None
    not_established: NotEstablishedOut | None
    objection: ObjectionOut | None
    forms: list[FormOut]
    steps: list[StepOut]


class CaseOut(CaseForm):
    improvement: ImprovementOut | None
    result_passed_on_by: str
    """`sales` or `after_sales`, by the pack (CO-06)."""
    trail: list[TrailEntry]
