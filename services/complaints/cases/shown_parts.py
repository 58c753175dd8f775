"""How the parts of a case are shown."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from libs.common.money import MoneyField
from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import Out
from services.complaints.cases.losing import BearerKind, LossKind
from services.complaints.cases.values import ConductCause, FraudGround, RemedyKind, ResponsibleKind, StepKind


class PartOut(Out):
    by: str
    at: datetime


class SalesOpinionOut(PartOut):
    text: FreeText
    signed: bool


class CallOnOut(PartOut):
    on: date | None
    none_because: FreeText | None


class TaskReportOut(PartOut):
    text: FreeText
    persons: list[str]
    unit: str | None
    happened_on: date | None
    measures: FreeText | None
    checked: FreeText | None


class TaskOut(Out):
    id: UUID
    department: str
    what: FreeText
    due_at: datetime | None
    report: TaskReportOut | None
    withdrawn_at: datetime | None


class InvestigationOut(PartOut):
    due_at: datetime
    joint: list[str]
    joint_visit_on: date | None
    finished_at: datetime | None
    finding: FreeText | None
    report_due_at: datetime | None
    report: FreeText | None
    reported_by: str | None
    reported_at: datetime | None
    ruling: FreeText | None
    ruled_by: str | None
    ruled_at: datetime | None


class ResponsibilityOut(PartOut):
    kind: ResponsibleKind
    subject: str
    negligence: bool
    cause_code: str | None
    reason: FreeText | None


class ConductOut(PartOut):
    upheld: bool
    reason: FreeText
    cause: ConductCause
    person: str
    recovery: FreeText | None


class ChargedOut(Out):
    charged: MoneyField
    without_consent: MoneyField
    events: list[UUID]
    not_on_list: list[str]
    not_in_reports: list[str]


class FraudOut(PartOut):
    ground: FraudGround
    service_fee: MoneyField
    due: MoneyField
    evidence: ChargedOut | None


class DecisionOut(PartOut):
    """`level`: lowest role that may approve it."""

    kind: RemedyKind
    amount: MoneyField
    text: FreeText
    level: str
    agreed: list[str]
    settled_on: date | None
    agreement: FreeText | None
    countersigned: list[str]
    rejected_because: FreeText | None
    rejected_by: str | None
    approved_by: str | None
    approved_role: str | None
    approved_at: datetime | None
    approval_text: FreeText | None
    accepted_at: datetime | None
    refused_at: datetime | None
    carried_out_on: date | None


class LossLineOut(Out):
    kind: LossKind
    amount: MoneyField
    hours: Decimal | None
    material: MoneyField | None
    text: FreeText | None


class LossShareOut(Out):
    kind: BearerKind
    subject: str
    share: Decimal
    amount: MoneyField


class LossOut(PartOut):
    """`total`: of the lines, less what recourse brought in."""

    lines: list[LossLineOut]
    recourse: MoneyField
    total: MoneyField
    shares: list[LossShareOut]


class ReplyOut(PartOut):
    channel: str
    text: FreeText
    form_no: str | None


class NotEstablishedOut(PartOut):
    reason: FreeText
    collect_by: date | None


class ObjectionOut(PartOut):
    memorandum_no: str
    memorandum: FreeText
    form_no: str | None
    upheld: bool | None
    ruling: FreeText | None
    ruled_by: str | None
    ruled_at: datetime | None


class FormOut(Out):
    form_no: str
    ended: str
    at: datetime
    reason: FreeText | None
    decision: DecisionOut | None
    reply: ReplyOut | None
    not_established: NotEstablishedOut | None


class StepOut(PartOut):
    what: StepKind
    to: list[str]
    reason: FreeText | None
