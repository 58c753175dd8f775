"""Customers and their units; the key is the customer."""

from datetime import date
from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CUSTOMERS


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
class CustomersMerged(Event, frozen=True):
    """The subject's file is part of `into` now, which is part of no other (IN-11).

    It is told of each file that has another survivor than before, so it says all by itself.
    """

    into: UUID


@CUSTOMERS.event
class CustomersUnmerged(Event, frozen=True):
    """The subject's file stands for itself again."""

    from_id: UUID


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
class UnitExchanged(Event, frozen=True):
    """Another piece took the faulty one's place; the warranty began anew on that day (PO-11)."""

    unit_id: UUID
    faulty_serial: str | None
    new_serial: str
    exchanged_on: date
    ticket_id: UUID | None


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
class BenefitUsed(Event, frozen=True):
    unit_id: UUID
    benefit: str
    used: int
