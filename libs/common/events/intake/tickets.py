"""The life of a request for service."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import TICKETS

ServiceType = Literal["A", "B", "C", "D"]


@TICKETS.event
class TicketOpened(Event, frozen=True):
    """A request was registered.

    `ready` is false while work has to wait: for consent (PO-03), or until it is certain what the customer
    wants, which `demand_confirmed` tells apart (IN-01).
    """

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
    demand_confirmed: bool = True


@TICKETS.event
class TicketImported(Event, frozen=True):
    """An old ticket came in from another register: its work is over, nobody goes out or is asked (IN-14)."""

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
    opened_at: datetime
    closed_at: datetime
    outcome: str | None
    purchase_date: date | None = None


@TICKETS.event
class TicketUpdated(Event, frozen=True):
    """Facts or decision changed; fields hold the new values, None where unchanged.

    `field_work` false: nobody needs to go out any more, e.g. it was resolved remotely (DI-02). `loaner_due`:
    the repair takes longer than the pack allows without one (PO-13).
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
    demand_confirmed: bool | None = None
    split_from: UUID | None = None
    customer_id: UUID | None = None
    loaner_due: bool | None = None


@TICKETS.event
class TicketReassigned(Event, frozen=True):
    """It was registered for the wrong customer or unit: all that follows from the right ones, decided anew.

    None is unknown; `unit_id` is the same as `from_unit_id` where only the customer was wrong.
    """

    number: str
    customer_id: UUID
    from_customer_id: UUID
    unit_id: UUID | None
    from_unit_id: UUID | None
    category: str | None
    model: str | None
    serial: str | None
    purchase_date: date | None
    service_type: ServiceType
    cost_bearer: str
    ready: bool
    key_customer: bool
    under_contract: bool
    latitude: float | None = None
    longitude: float | None = None
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
    new_serial: str | None = None


@TICKETS.event
class TicketCancelled(Event, frozen=True):
    reason: str


@TICKETS.event
class TicketSplit(Event, frozen=True):
    """One call held two demands: the second is now the ticket `into`."""

    into: UUID
    number: str


@TICKETS.event
class TicketMerged(Event, frozen=True):
    """The same demand had been registered twice: it ended without an answer of its own, `into` goes on."""

    into: UUID
    number: str
