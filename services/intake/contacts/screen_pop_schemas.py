"""What an agent sees while the telephone rings (IN-02)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from libs.common.web.fields import Out
from services.intake.customers.schemas import CustomerOut


class UnitSeen(Out):
    id: UUID
    category: str
    model: str | None
    specification: str | None
    serial: str | None
    purchase_date: date | None


class DeadlineSeen(Out):
    kind: str
    due_at: datetime
    state: str


class TicketSeen(Out):
    id: UUID
    number: str
    kind: str
    status: str
    service_type: str
    unit_id: UUID | None
    fault: str
    opened_at: datetime
    deadlines: list[DeadlineSeen]


class ContactSeen(Out):
    id: UUID
    channel: str
    direction: str
    kind: str
    content: str
    outcome: str | None
    answered: bool
    occurred_at: datetime
    agent: str
    ticket_id: UUID | None


class Caution(Out):
    code: Literal["key_customer", "missed_appointments", "open_complaint", "missed_deadline", "do_not_call"]
    text: str


class ScreenPop(Out):
    """An unknown number has no customer, only its earlier contacts."""

    customer: CustomerOut | None
    units: list[UnitSeen]
    open_tickets: list[TicketSeen]
    recent_contacts: list[ContactSeen]
    warnings: list[Caution]
