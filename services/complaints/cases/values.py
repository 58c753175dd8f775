"""The parts of a complaint form up to the decision (CO-01 … CO-09)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from libs.common.money import Money

Status = Literal[
    "registered",
    "assigned",
    "investigating",
    "reported",
    "decided",
    "approved",
    "replied",
    "accepted",
    "refused",
    "not_established",
    "objected",
    "closed",
]
Class = Literal["quality", "non_quality", "other", "conduct"]
ConductCause = Literal["quarrel", "asking_favours", "not_in_time", "repeat_repair", "idle"]
Severity = Literal["minor", "serious"]
RemedyKind = Literal["discount", "compensation", "return", "rework", "exchange", "repair", "apology", "none"]
FraudGround = Literal["fee_not_on_list", "part_not_replaced", "no_consent"]
ResponsibleKind = Literal["department", "person", "partner", "carrier", "supplier", "customer", "nobody"]

StepKind = Literal["reminded", "chased", "answered", "warned", "overdue", "escalated", "referred", "told"]


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that somebody put on the form, and when."""

    by: str
    at: datetime


class Step(Part, frozen=True):
    """A reminder, chase, warning or escalation, written on the case (IN-07, CO-06).

    `told`: what the customer heard besides the reply; `to` is the channel, `reason` the words (CO-10).
    """

    what: StepKind
    to: tuple[str, ...] = ()
    reason: str | None = None


class SalesOpinion(Part, frozen=True):
    """CO-01: signed where sales itself wrote it."""

    text: str
    signed: bool = False


class CallOn(Part, frozen=True):
    """CO-05: the visit to the customer, or why there was none."""

    on: date | None = None
    none_because: str | None = None


class TaskReport(Part, frozen=True):
    text: str
    persons: tuple[str, ...] = ()
    """Persons responsible, as R&D or production names them (CO-06)."""
    unit: str | None = None
    happened_on: date | None = None
    measures: str | None = None
    checked: str | None = None
    """How the measures were checked."""


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A department's part of the case, with its own deadline (CO-06)."""

    id: UUID
    department: str
    what: str
    due_at: datetime | None
    report: TaskReport | None = None
    withdrawn_at: datetime | None = None


class Investigation(Part, frozen=True):
    """CO-07; `by` and `at`: who ordered it, when."""

    due_at: datetime
    joint: tuple[str, ...] = ()
    joint_visit_on: date | None = None
    finished_at: datetime | None = None
    finding: str | None = None
    report_due_at: datetime | None = None
    report: str | None = None
    reported_by: str | None = None
    reported_at: datetime | None = None
    ruling: str | None = None
    ruled_by: str | None = None
    ruled_at: datetime | None = None


class Responsibility(Part, frozen=True):
    kind: ResponsibleKind
    subject: str
    negligence: bool
    """Plain human negligence needs no improvement action (CO-17)."""
    cause_code: str | None = None
    reason: str | None = None


class Conduct(Part, frozen=True):
    """CO-03, CO-15: the verdict on a person's conduct; `recovery`: measures to win the customer back."""

    upheld: bool
    reason: str
    cause: ConductCause
    person: str
    recovery: str | None = None


class Charged(msgspec.Struct, frozen=True):
    """What intake and dispatch reported on consent and charges of the ticket."""

    charged: Money
    without_consent: Money
    events: tuple[UUID, ...]
    not_on_list: tuple[str, ...] = ()
    """Names charged that the public price list didn't have, or for less."""
    not_in_reports: tuple[str, ...] = ()
    """Parts charged that no report names as replaced."""
    all_listed: bool = False


class Fraud(Part, frozen=True):
    """CO-18"""

    ground: FraudGround
    service_fee: Money
    due: Money
    evidence: Charged | None = None


class Decision(Part, frozen=True):
    """The remedy from its proposal (`by`, `at`) to its carrying out (CO-09, CO-11)."""

    kind: RemedyKind
    amount: Money
    text: str
    level: str
    """Lowest role of the authority matrix that may approve it."""
    by_gm: bool = False
    agreed: tuple[str, ...] = ()
    settled_on: date | None = None
    """When it was settled with the customer, subject to approval."""
    agreement: str | None = None
    """Words of who agreed last."""
    countersigned: tuple[str, ...] = ()
    rejected_because: str | None = None
    rejected_by: str | None = None
    approved_by: str | None = None
    approved_role: str | None = None
    approved_at: datetime | None = None
    approval_text: str | None = None
    """Words of the approval, such as the minutes of the GM's office's meeting."""
    accepted_at: datetime | None = None
    refused_at: datetime | None = None
    carried_out_on: date | None = None
