"""Events of intake; only those of customers carry personal data, sealed with the customer's key (IN-12)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from libs.common.events.envelope import Event, Topic

TICKETS = Topic("aftercare.intake.tickets", "intake", "life of a request for service; key: the ticket")
CUSTOMERS = Topic("aftercare.intake.customers", "intake", "customers, units, contracts; key: the customer")
CONTACTS = Topic("aftercare.intake.contacts", "intake", "what was said to us; key: the contact or suggestion")
QUALITY = Topic("aftercare.intake.quality", "intake", "major quality problems; key: the issue")
NOTICES = Topic("aftercare.intake.notices", "intake", "what a customer was told; key: the ticket")

ServiceType = Literal["A", "B", "C", "D"]
DeadlineKind = Literal["answer", "reply", "arrive", "repair"]


@TICKETS.event
class TicketOpened(Event, frozen=True):
    """A request was registered. `ready` is false while work has to wait for consent (PO-03)."""

    number: str
    voucher_number: str
    customer_id: UUID
    unit_id: UUID | None
    kind: str
    category: str | None
    model: str | None
    serial: str | None
    fault_code: str | None
    fault: str
    service_type: ServiceType
    cost_bearer: str
    priority: Literal["normal", "urgent"]
    field_work: bool
    ready: bool
    latitude: float | None = None
    longitude: float | None = None
    preferred_from: datetime | None = None
    preferred_to: datetime | None = None
    arrive_by: datetime | None = None
    repair_by: datetime | None = None
    key_customer: bool = False
    under_contract: bool = False
    safety: bool = False
    pack: str = ""
    pack_version: str = ""
    purchase_date: date | None = None


@TICKETS.event
class TicketUpdated(Event, frozen=True):
    """Facts or decision changed; fields hold the new values, None where unchanged.

    `field_work` false: nobody needs to go out any more, e.g. it was resolved remotely (DI-02).
    """

    service_type: ServiceType | None = None
    cost_bearer: str | None = None
    priority: Literal["normal", "urgent"] | None = None
    ready: bool | None = None
    field_work: bool | None = None
    preferred_from: datetime | None = None
    preferred_to: datetime | None = None
    reason: str | None = None
    fault_code: str | None = None
    fault: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    safety: bool | None = None
    arrive_by: datetime | None = None
    repair_by: datetime | None = None


@TICKETS.event
class TicketQuoted(Event, frozen=True):
    """A price was made (PO-03); `released` once sales let it out, where the pack asks for it."""

    amount: Decimal
    currency: str
    minutes: int | None
    released: bool


@TICKETS.event
class ConsentRecorded(Event, frozen=True):
    """The customer said yes or no to the quote; the clocks of the work go on with new due times."""

    given: bool
    how: str
    amount: Decimal
    currency: str
    arrive_by: datetime | None = None
    repair_by: datetime | None = None


@TICKETS.event
class TicketDeadlineNear(Event, frozen=True):
    kind: DeadlineKind
    due_at: datetime


@TICKETS.event
class TicketDeadlineMissed(Event, frozen=True):
    kind: DeadlineKind
    due_at: datetime


@TICKETS.event
class TicketChased(Event, frozen=True):
    """The handling department was asked for an answer (IN-07)."""

    department: str


@TICKETS.event
class TicketEscalated(Event, frozen=True):
    to: list[str]
    reason: str


@TICKETS.event
class TicketChaseAnswered(Event, frozen=True):
    """The handling department answered; nobody is asked any more (IN-07)."""

    department: str
    text: str


@TICKETS.event
class VoucherCountersigned(Event, frozen=True):
    """Work not finished on the spot: the manager signed before the customer does (IN-17)."""

    voucher_number: str
    by: str


@TICKETS.event
class VoucherReturned(Event, frozen=True):
    voucher_number: str
    signed_on: date


@TICKETS.event
class ChargeWaived(Event, frozen=True):
    reason: str


@TICKETS.event
class TicketReopened(Event, frozen=True):
    """`repeat_repair`: the same fault came back within the period (IN-16, FU-04); its clocks are fresh."""

    reason: str
    repeat_repair: bool
    field_work: bool = True
    ready: bool = True
    arrive_by: datetime | None = None
    repair_by: datetime | None = None


@TICKETS.event
class TicketClosed(Event, frozen=True):
    """`resolution` counts the closings of this ticket from 1; each is surveyed once (FU-02).

    `done_at`: when the work was done, whose days extend the warranty (PO-11); None where there was none.
    """

    number: str
    customer_id: UUID
    unit_id: UUID | None
    outcome: str
    service_type: ServiceType
    resolution: int
    visited: bool
    charged: Decimal
    currency: str
    consent_given: bool | None
    done_at: datetime | None = None


@TICKETS.event
class TicketCancelled(Event, frozen=True):
    reason: str


@CUSTOMERS.event
class CustomerRegistered(Event, frozen=True):
    """`sealed`: name, contacts and addresses, encrypted with the customer's key (IN-12)."""

    tier: str
    member: bool
    card: str | None
    group: str | None
    do_not_call: bool
    best_hours: str | None
    sealed: bytes


@CUSTOMERS.event
class CustomerChanged(Event, frozen=True):
    tier: str
    member: bool
    card: str | None
    group: str | None
    do_not_call: bool
    best_hours: str | None
    sealed: bytes


@CUSTOMERS.event
class UnitRegistered(Event, frozen=True):
    """A sold piece of this customer; what nobody knew is None (IN-04)."""

    unit_id: UUID
    category: str
    model: str | None
    specification: str | None
    serial: str | None
    purchase_date: date | None
    lot: str | None = None


@CUSTOMERS.event
class UnitChanged(Event, frozen=True):
    unit_id: UUID
    fields: list[str]


@CUSTOMERS.event
class ComponentReplaced(Event, frozen=True):
    """A replaced component starts its own clock on that day (PO-11)."""

    unit_id: UUID
    component: str
    replaced_on: date


@CUSTOMERS.event
class AppraisalRecorded(Event, frozen=True):
    """The maker's outlet says whether a fault is the customer's (PO-15)."""

    unit_id: UUID
    outlet: str
    customer_caused: bool


@CUSTOMERS.event
class ContractSigned(Event, frozen=True):
    contract_id: UUID
    number: str
    starts_on: date
    ends_on: date
    unit_ids: list[UUID]


@CUSTOMERS.event
class ContractEnding(Event, frozen=True):
    contract_id: UUID
    ends_on: date


@CUSTOMERS.event
class ContractEnded(Event, frozen=True):
    contract_id: UUID


@CUSTOMERS.event
class BenefitUsed(Event, frozen=True):
    unit_id: UUID
    benefit: str
    used: int


@CONTACTS.event
class ContactRegistered(Event, frozen=True):
    """A call, letter, visit or message, in or out (IN-01)."""

    channel: str
    direction: Literal["inbound", "outbound"]
    kind: str
    answered: bool
    occurred_at: datetime
    customer_id: UUID | None
    ticket_id: UUID | None


@CONTACTS.event
class ComplaintVoiced(Event, frozen=True):
    """A contact of kind complaint; complaints opens a case (IN-10)."""

    channel: str
    occurred_at: datetime
    customer_id: UUID | None
    ticket_id: UUID | None
    text: str


@CONTACTS.event
class ContactAnswered(Event, frozen=True):
    """A promised reply was given later; the clock stands still (IN-03)."""

    kind: str
    customer_id: UUID | None


@CONTACTS.event
class ContactReplyNear(Event, frozen=True):
    """The promised reply is due soon (IN-07)."""

    owner: str
    due_at: datetime


@CONTACTS.event
class ContactReplyMissed(Event, frozen=True):
    """No reply by the time that was promised: told to the service manager (IN-07)."""

    owner: str
    due_at: datetime
    to: str


@CONTACTS.event
class ContactChased(Event, frozen=True):
    """Unanswered too long after registration: the handling department is asked (IN-07)."""

    department: str


@CONTACTS.event
class ContactEscalated(Event, frozen=True):
    """The department gave no answer either, or somebody found it too urgent to wait (IN-07)."""

    to: list[str]
    reason: str | None = None


@CONTACTS.event
class ContactChaseAnswered(Event, frozen=True):
    """The handling department answered; the caller still waits for the reply (IN-07)."""

    department: str
    text: str


@CONTACTS.event
class SuggestionRegistered(Event, frozen=True):
    """A suggestion, from whatever channel (IN-18); its subject is the suggestion's own id."""

    channel: str
    customer_id: UUID | None
    department: str | None
    serious: bool = False


@CONTACTS.event
class SuggestionRouted(Event, frozen=True):
    """A serious one goes to `deputy_gm` at once, who may refer it on (IN-18, CO-04)."""

    department: str
    customer_id: UUID | None = None
    serious: bool = False


@CONTACTS.event
class SuggestionAnswered(Event, frozen=True):
    verdict: str
    customer_id: UUID | None = None
    valuable: bool = False


@CONTACTS.event
class SuggestionsCompiled(Event, frozen=True):
    """The valuable suggestions of a month, by the day of the verdict; its subject is the compilation."""

    month: str
    suggestion_ids: list[UUID]


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a ticket."""

    channel: str
    ticket_id: UUID
    text_hash: str
