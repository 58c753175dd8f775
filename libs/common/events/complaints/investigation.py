"""What the departments found (CO-05, CO-07)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from libs.common.events.complaints.topics import CASES
from libs.common.events.envelope import Event


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
class FraudFound(Event, frozen=True):
    """Three times the service fee is due to the customer (CO-18)."""

    ground: str
    service_fee: Decimal
    due: Decimal
    currency: str
    ticket_id: UUID | None
