"""How the parts of a case are shown."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from libs.common.money import MoneyField
from libs.common.web.fields import Out
from services.complaints.cases.losing import BearerKind, LossKind
from services.complaints.cases.values import ConductCause, FraudGround, RemedyKind, ResponsibleKind, StepKind


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
    unit: str | None
    happened_on: date | None
    measures: str | None
    checked: str | None


class TaskOut(Out):
    id: UUID
    department: str
    what: str
    due_at: datetime | None
    report: TaskReportOut | None
    withdrawn_at: datetime | None


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
    text: str
    level: str
    agreed: list[str]
    settled_on: date | None
    agreement: str | None
    countersigned: list[str]
    rejected_because: str | None
    rejected_by: str | None
    approved_by: str | None
    approved_role: str | None
    approved_at: datetime | None
    approval_text: str | None
    accepted_at: datetime | None
    refused_at: datetime | None
    carried_out_on: date | None


class LossLineOut(Out):
    kind: LossKind
    amount: MoneyField
    hours: Decimal | None
    material: MoneyField | None
    text: str | None


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
    text: str
    form_no: str | None


class NotEstablishedOut(PartOut):
    reason: str
    collect_by: date | None


class ObjectionOut(PartOut):
    memorandum_no: str
    memorandum: str
    form_no: str | None
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
