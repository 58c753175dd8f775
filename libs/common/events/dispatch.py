"""Events that dispatch publishes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from libs.common.events.envelope import Event, Topic

JOBS = Topic("aftercare.dispatch.jobs", "dispatch", "field work that tickets need; key: the job")
VISITS = Topic("aftercare.dispatch.visits", "dispatch", "life of a visit; key: the visit")
TECHNICIANS = Topic("aftercare.dispatch.technicians", "dispatch", "conduct facts; key: the technician")
STOCK = Topic("aftercare.dispatch.stock", "dispatch", "price lists, parts in stock; key: list or part")
NOTICES = Topic("aftercare.dispatch.notices", "dispatch", "what a customer was told; key: the visit")


class ListedPrice(msgspec.Struct, frozen=True):
    kind: Literal["part", "labour", "travel", "other"]
    name_zh: str
    name_en: str
    unit_price: Decimal
    guide_price: Decimal
    currency: str


class ChargedLine(msgspec.Struct, frozen=True):
    """`listed`: on the public price list at no less; null where no list held (CO-18)."""

    kind: Literal["part", "labour", "travel", "other"]
    name: str
    quantity: int
    unit_price: Decimal
    listed: bool | None = None


class Part(msgspec.Struct, frozen=True):
    name: str
    old_returned: bool


@JOBS.event
class JobCreated(Event, frozen=True):
    """A ticket needs field work; `held` until the customer consents (DI-02)."""

    ticket_id: UUID
    held: bool


@JOBS.event
class JobPlanned(Event, frozen=True):
    ticket_id: UUID
    plan_id: UUID
    technician_id: UUID
    arrive_at: datetime


@JOBS.event
class JobAssigned(Event, frozen=True):
    """Into the dispatch register: who, to whom, when, by whose order (DI-07)."""

    ticket_id: UUID
    visit_id: UUID
    technician_id: UUID
    ordered_by: str
    window_from: datetime
    window_to: datetime


@JOBS.event
class JobRefused(Event, frozen=True):
    ticket_id: UUID
    technician_id: UUID
    reason: str
    user: str | None = None


@JOBS.event
class RefusalJudged(Event, frozen=True):
    """Not justified is a fact for the conduct ledger: `disobeyed` (DI-07, DI-17)."""

    ticket_id: UUID
    technician_id: UUID
    justified: bool
    reason: str
    user: str | None = None


@JOBS.event
class JobCarriedOver(Event, frozen=True):
    ticket_id: UUID
    to: date


@JOBS.event
class JobUnplaced(Event, frozen=True):
    ticket_id: UUID
    reasons: list[str]


@JOBS.event
class JobCancelled(Event, frozen=True):
    ticket_id: UUID
    reason: str


class VisitEvent(Event, frozen=True, kw_only=True):
    """What all events of a visit name."""

    ticket_id: UUID
    job_id: UUID
    technician_id: UUID


@VISITS.event
class VisitScheduled(VisitEvent, frozen=True):
    """`user`: the technician's sign-in name, the person that conduct facts are about."""

    window_from: datetime
    window_to: datetime
    user: str | None = None


@VISITS.event
class VisitAccepted(VisitEvent, frozen=True):
    pass


@VISITS.event
class AppointmentAgreed(VisitEvent, frozen=True):
    """The customer said yes to the window (DI-08)."""

    window_from: datetime
    window_to: datetime
    how: str


@VISITS.event
class VisitRescheduled(VisitEvent, frozen=True):
    window_from: datetime
    window_to: datetime
    reason: str


@VISITS.event
class TechnicianEnRoute(VisitEvent, frozen=True):
    pass


@VISITS.event
class TechnicianDelayed(VisitEvent, frozen=True):
    minutes: int
    reason: str


@VISITS.event
class TechnicianArrived(VisitEvent, frozen=True):
    arrived_at: datetime
    promised_by: datetime


@VISITS.event
class ArrivedLate(VisitEvent, frozen=True):
    """Later than the promised window, or moved or given up after it, with nobody there (DI-08).

    Own fault at once when no reason was given before its end.
    """

    minutes: int
    own_fault: bool
    user: str | None = None


@VISITS.event
class LatenessJudged(VisitEvent, frozen=True):
    """The dispatcher's word; `own_fault` false withdraws what was proposed, true proposes it (DI-08)."""

    own_fault: bool
    reason: str
    user: str | None = None


@VISITS.event
class VisitStarted(VisitEvent, frozen=True):
    pass


@VISITS.event
class ExclusionFound(VisitEvent, frozen=True):
    """Found on site: intake decides again, work stops until a quote is consented (PO-08)."""

    findings: list[str]
    text: str


@VISITS.event
class PricesShown(VisitEvent, frozen=True):
    """Which list the technician showed, None where none was published; `before_work` as it should be."""

    price_list_id: UUID | None = None
    price_list_version: int | None = None
    before_work: bool = True


@VISITS.event
class HelpRequested(VisitEvent, frozen=True):
    due_at: datetime
    question: str
    owner: str = "dispatcher"


@VISITS.event
class HelpAnswered(VisitEvent, frozen=True):
    text: str


@VISITS.event
class HelpOverdue(VisitEvent, frozen=True):
    """Nobody answered the technician on site in time (DI-19)."""

    due_at: datetime
    owner: str


@VISITS.event
class UnitTakenIn(VisitEvent, frozen=True):
    """With the customer's consent; `backup` of its data: done, waived or not needed (IN-19)."""

    to: str
    receipt_no: str
    backup: str | None = None


@VISITS.event
class UnitBroughtBack(VisitEvent, frozen=True):
    pass


@VISITS.event
class PartReplaced(VisitEvent, frozen=True):
    """A named part of the report; intake starts the component's clock (PO-11)."""

    part: str
    old_returned: bool
    replaced_on: date


@VISITS.event
class ReportReturned(VisitEvent, frozen=True):
    """Stored but incomplete, or sent back by the manager (DI-11); a fact for the conduct ledger."""

    missing: list[str]
    user: str | None = None


@VISITS.event
class VisitCompleted(VisitEvent, frozen=True):
    """Work done and the customer given the survey (or refused it): FU-01 takes it from here."""

    completed_at: datetime
    survey_given: Literal["paper", "link", "device", "refused"]
    cause: str
    resolution: str
    parts: list[Part]
    user: str | None = None


@VISITS.event
class VisitFailed(VisitEvent, frozen=True):
    reason: str


@VISITS.event
class VisitWithdrawn(VisitEvent, frozen=True):
    """The appointment is off before any work: refused, taken back by headquarters, or the ticket ended."""

    reason: str


@VISITS.event
class CustomerMissedVisit(VisitEvent, frozen=True):
    pass


@VISITS.event
class CheckedOut(VisitEvent, frozen=True):
    pass


@VISITS.event
class CheckOutMissed(VisitEvent, frozen=True):
    """No call to headquarters in time after completion, or gone to the next visit (DI-10, DI-17)."""

    completed_at: datetime
    user: str | None = None


@VISITS.event
class ReportApproved(VisitEvent, frozen=True):
    pass


@VISITS.event
class VisitArchived(VisitEvent, frozen=True):
    pass


class ChargeEvent(VisitEvent, frozen=True, kw_only=True):
    """What all events of a charge name (DI-12)."""

    charge_id: UUID
    amount: Decimal
    currency: str


@VISITS.event
class ChargeCollected(ChargeEvent, frozen=True):
    """Taken on site (DI-12); `consented` false: refused, or more than the price agreed to (CO-18)."""

    receipt_no: str
    consented: bool | None = None
    consented_amount: Decimal | None = None
    lines: tuple[ChargedLine, ...] = ()


@VISITS.event
class ChargeInvoiced(ChargeEvent, frozen=True):
    number: str | None
    collector: str
    consented: bool | None = None
    consented_amount: Decimal | None = None
    lines: tuple[ChargedLine, ...] = ()


@VISITS.event
class ChargeSettled(ChargeEvent, frozen=True):
    receipt_no: str


@TECHNICIANS.event
class TechnicianUnreachable(Event, frozen=True):
    """Switched off or call refused within 08:00–22:00 (DI-17)."""

    at: datetime
    how: Literal["switched_off", "refused"]
    user: str | None = None


@STOCK.event
class PriceListPublished(Event, frozen=True):
    """The public prices of a category, or `general`, from a day on; never changed afterwards (DI-12)."""

    category: str
    version: int
    valid_from: date
    lines: list[ListedPrice]


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a visit."""

    channel: str
    ticket_id: UUID
    text_hash: str
