"""Events that complaints publishes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from libs.common.events.envelope import Event, Topic

CASES = Topic("aftercare.complaints.cases", "complaints", "life of a complaint case; key: the case")
PENALTIES = Topic("aftercare.complaints.penalties", "complaints", "penalties, notices; key: each one")
NOTICES = Topic("aftercare.complaints.notices", "complaints", "what a customer was told; key: the case")


@CASES.event
class ComplaintRegistered(Event, frozen=True):
    """`received_at`: when the customer complained; intake compares it with the ticket's closing (IN-10)."""

    form_no: str
    ticket_id: UUID | None
    customer_id: UUID | None
    complaint_class: str
    severity: Literal["minor", "serious"]
    conduct_cause: str | None
    cause_code: str | None
    channel: str
    received_at: datetime
    lot: str | None = None
    model: str | None = None


@CASES.event
class ComplaintLinked(Event, frozen=True):
    """A case that is open was linked to a ticket after its registration, or moved to another one (IN-10).

    For intake it is to the ticket what ComplaintRegistered is: `ticket_id` is the only one that the case
    stands on from now on, it doesn't close over it, and `received_at` before its closing re-opens it. The
    ticket that the case stood on before, if any, is free of it.
    """

    form_no: str
    ticket_id: UUID
    customer_id: UUID | None
    received_at: datetime


@CASES.event
class ComplaintChanged(Event, frozen=True):
    """What a case is sorted and counted by, all of it, after a change (CO-03, CO-04, IN-15)."""

    complaint_class: str
    severity: Literal["minor", "serious"]
    conduct_cause: str | None
    cause_code: str | None
    lot: str | None
    model: str | None


@CASES.event
class ComplaintAssigned(Event, frozen=True):
    to: str
    by: str


@CASES.event
class InvestigationDue(Event, frozen=True):
    due_at: datetime
    joint: list[str]


@CASES.event
class InvestigationFinished(Event, frozen=True):
    report_due_at: datetime


@CASES.event
class InvestigationReported(Event, frozen=True):
    pass


@CASES.event
class ReportDecided(Event, frozen=True):
    pass


@CASES.event
class ResponsibilityDecided(Event, frozen=True):
    kind: str
    subject: str
    negligence: bool
    cause_code: str | None = None


@CASES.event
class ConductDecided(Event, frozen=True):
    upheld: bool
    cause: str | None
    person: str | None


@CASES.event
class RemedyProposed(Event, frozen=True):
    kind: str
    amount: Decimal
    currency: str
    level: str


@CASES.event
class RemedyCountersigned(Event, frozen=True):
    department: str


@CASES.event
class RemedyApproved(Event, frozen=True):
    kind: str
    amount: Decimal
    currency: str
    by_role: str


@CASES.event
class ReplySent(Event, frozen=True):
    channel: str
    text_hash: str


@CASES.event
class DecisionAccepted(Event, frozen=True):
    pass


@CASES.event
class DecisionRefused(Event, frozen=True):
    """The customer refuses: a new form on top of the old, next authority level (CO-11)."""

    new_form_no: str
    level: str


@CASES.event
class ComplaintNotEstablished(Event, frozen=True):
    reason: str


@CASES.event
class ObjectionFiled(Event, frozen=True):
    memorandum_no: str


@CASES.event
class ObjectionRuled(Event, frozen=True):
    """Upheld: the decision is re-opened on a new form (CO-12)."""

    upheld: bool
    new_form_no: str | None = None


@CASES.event
class FraudFound(Event, frozen=True):
    """Three times the service fee is due to the customer (CO-18)."""

    ground: str
    service_fee: Decimal
    due: Decimal
    currency: str
    ticket_id: UUID | None


class LossBorne(msgspec.Struct, frozen=True):
    """`kind`: department, person, partner, carrier or supplier."""

    kind: str
    subject: str
    amount: Decimal


@CASES.event
class LossAssessed(Event, frozen=True):
    """What the case cost, less recourse, and who bears it; again: in place of the last one (CO-14)."""

    total: Decimal
    currency: str
    shares: tuple[LossBorne, ...] = ()


@CASES.event
class ComplaintChased(Event, frozen=True):
    department: str


@CASES.event
class ComplaintDeadlineNear(Event, frozen=True):
    """The warning before a deadline (IN-07); `what`: `investigation`, `report` or `collection`."""

    what: str
    due_at: datetime


@CASES.event
class ComplaintOverdue(Event, frozen=True):
    what: str
    due_at: datetime
    to: str


@CASES.event
class ComplaintEscalated(Event, frozen=True):
    to: list[str]
    reason: str


@CASES.event
class ComplaintClosed(Event, frozen=True):
    form_no: str
    ticket_id: UUID | None
    customer_id: UUID | None
    received_at: datetime
    established: bool
    complaint_class: str
    handlers: list[str]


@PENALTIES.event
class PenaltyProposed(Event, frozen=True):
    case_id: UUID | None
    cause: str
    subject_kind: Literal["person", "department", "partner"]
    subject: str
    sanction: str
    amount: Decimal
    currency: str
    evidence: UUID
    """Id of the event that is the evidence, or of the case whose verdict it is."""
    ticket_id: UUID | None = None
    technician_id: UUID | None = None


@PENALTIES.event
class PenaltyConfirmed(Event, frozen=True):
    pass


@PENALTIES.event
class PenaltyObjected(Event, frozen=True):
    text_hash: str


@PENALTIES.event
class PenaltyRuled(Event, frozen=True):
    sanction: str
    amount: Decimal
    currency: str


@PENALTIES.event
class PenaltyWithdrawn(Event, frozen=True):
    reason: str


@PENALTIES.event
class PenaltyIssued(Event, frozen=True):
    """Approved by the GM."""

    cause: str
    subject_kind: str
    subject: str
    sanction: str
    amount: Decimal
    currency: str
    case_id: UUID | None = None
    ticket_id: UUID | None = None
    technician_id: UUID | None = None


@PENALTIES.event
class NoticeIssued(Event, frozen=True):
    """Approved by the GM."""

    kind: Literal["reward", "penalty"]
    subject: str
    penalty_id: UUID | None
    case_id: UUID | None = None


@PENALTIES.event
class PersonnelAnnounced(Event, frozen=True):
    subject: str
    sanction: str
    penalty_id: UUID


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


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a case."""

    channel: str
    case_id: UUID
    ticket_id: UUID | None
    text_hash: str
