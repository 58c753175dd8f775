"""A ticket as a reader sees it (api.md, Intake)."""

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from libs.common.act import Language
from libs.common.money import Money
from libs.common.policy.schemas import EntitlementAnswer
from libs.common.policy.vocabulary import InternalPurpose
from libs.common.privacy.seeing import Consent, Document, FreeText
from libs.common.web.fields import Out
from services.intake.tickets import voucher
from services.intake.tickets.deciding import shown
from services.intake.tickets.links import Link
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import Backup, DeadlineKind, Kind, Outcome, Status


class DeadlineOut(Out):
    kind: DeadlineKind
    due_at: datetime
    state: Literal["running", "paused", "near", "met", "missed"]
    seconds_left: int
    """In the deadline's own calendar."""
    waits_for: str | None
    """Whom or what a paused clock waits for: `customer` or `part`."""


class StepOut(Out):
    """A rung of the ladder that was climbed; `clock` of a warning or a breach (IN-07)."""

    name: Literal["near", "missed", "chased", "answered", "escalated"]
    at: datetime
    clock: DeadlineKind | None
    to: list[str]
    reason: FreeText | None
    by: str | None = None


class HelpOut(Out):
    """A technician's question to headquarters (DI-19)."""

    visit_id: UUID
    question: FreeText
    asked_at: datetime
    owner: str
    due_at: datetime
    overdue: bool
    answer: FreeText | None
    answered_by: str | None
    answered_at: datetime | None


class CountersignOut(Out):
    """What was filled in with the manager's signature; else the visit's report has it."""

    by: str
    at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    content: FreeText | None = None


class VoucherOut(Out):
    """`finished_on_the_spot` is null before the work is done, `signed_on` before it is archived (IN-17)."""

    number: str
    finished_on_the_spot: bool | None
    needs_countersign: bool
    countersigned: CountersignOut | None
    signed_on: date | None
    scan: str | None


class LinkOut(Out):
    """A ticket that it was split or merged with."""

    link: Link
    ticket_id: UUID
    number: str


class ReassignedOut(Out):
    """Whose it was thought to be before."""

    from_customer_id: UUID
    from_unit_id: UUID | None
    reason: FreeText
    by: str
    at: datetime


class TicketOut(Out):
    id: UUID
    number: str
    voucher_number: str
    status: Status
    kind: Kind
    customer_id: UUID
    unit_id: UUID | None
    fault: Document
    priority: str
    findings: list[str]
    unknown: list[str]
    safety: bool
    internal: bool
    internal_purpose: InternalPurpose | None
    department: str
    backup: Backup | None
    sent_in: bool
    demand_confirmed: bool
    service_type: Literal["A", "B", "C", "D"]
    entitlement: EntitlementAnswer
    deadlines: list[DeadlineOut]
    steps: list[StepOut]
    help: list[HelpOut]
    voucher: VoucherOut
    remote_report: Document | None
    quote: dict[str, Any] | None
    consent: Consent | None
    charge: dict[str, Any] | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome | Literal["merged"] | None
    repeat_repair: bool
    ready: bool
    contact_id: UUID | None
    links: list[LinkOut]
    reassigned: list[ReassignedOut]

    @classmethod
    def of(cls, ticket: Ticket, *, now: datetime, language: Language) -> Self:
        """As a reader sees it at `now`, which the states of the deadlines depend on."""
        return cls(**facts_shown(ticket, now=now, language=language))


def facts_shown(ticket: Ticket, *, now: datetime, language: Language) -> dict[str, Any]:
    """What `TicketOut` is made of; a list writes it as it is."""
    reckoned = {
        "fault": {"code": ticket.fault_code, "text": ticket.fault, "component": ticket.component},
        "charge": _charge(ticket),
        "voucher": _voucher(ticket),
        "deadlines": ticket.clocks.shown(now),
        "entitlement": shown(ticket.entitlement, language),
    }
    row = vars(ticket)
    return reckoned | {name: row[name] if name in row else getattr(ticket, name) for name in _PLAIN}


_PLAIN = TicketOut.model_fields.keys() - {"fault", "charge", "voucher", "deadlines", "entitlement"}


def _voucher(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.voucher_number,
        "finished_on_the_spot": ticket.finished_on_the_spot,
        "needs_countersign": voucher.needs_countersign(ticket),
        "countersigned": ticket.voucher_countersigned,
        "signed_on": ticket.voucher_signed_on,
        "scan": ticket.voucher_scan,
    }


def _charge(ticket: Ticket) -> dict[str, Any] | None:
    if ticket.charge_state is None:
        return None
    return {"state": ticket.charge_state, "amount": Money(ticket.charged, ticket.currency).as_json()}
