"""What an agent sees while the telephone rings (IN-02)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from libs.common.privacy.seeing import FreeText, PersonName
from libs.common.web.fields import Out
from services.intake.contracts.schemas import ContractOut
from services.intake.customers.schemas import CustomerOut, Tier
from services.intake.known_faults.schemas import KnownFault


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
    fault: FreeText
    opened_at: datetime
    deadlines: list[DeadlineSeen]


class ContactSeen(Out):
    id: UUID
    channel: str
    direction: str
    kind: str
    content: FreeText
    outcome: FreeText | None
    answered: bool
    occurred_at: datetime
    agent: str
    ticket_id: UUID | None


class Caution(Out):
    code: Literal[
        "key_customer",
        "missed_appointments",
        "open_complaint",
        "missed_deadline",
        "registered_twice",
        "contract_ending",
        "do_not_call",
        "known_fault",
        "open_elsewhere",
        "number_withheld",
        "merge_suggested",
    ]
    text: str


class FileSeen(Out):
    id: UUID
    name: PersonName
    tier: Tier


class OtherCustomer(FileSeen):
    """With the same number."""

    open_tickets: int
    open_complaints: int


class MergeSuggestion(FileSeen):
    """A file that may be the same customer's (IN-11)."""

    reasons: list[Literal["phone", "name_and_address"]]


class MergeSuggestions(Out):
    items: list[MergeSuggestion]


class ScreenPop(Out):
    """An unknown number has no customer, only its earlier contacts; a withheld one has nothing but a warning.

    Where several customers have the number, `customer` is the one registered last, `other_customers` are all
    the others, newest first.
    """

    customer: CustomerOut | None
    other_customers: list[OtherCustomer]
    merge_suggestions: list[MergeSuggestion]
    units: list[UnitSeen]
    contracts: list[ContractOut]
    """Not ended; the first to end first."""
    open_tickets: list[TicketSeen]
    recent_contacts: list[ContactSeen]
    known_faults: list[KnownFault]
    """Open quality issues of the units."""
    warnings: list[Caution]
