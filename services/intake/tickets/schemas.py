"""Request and response models of tickets (api.md, Intake)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.act import Language
from libs.common.money import Money, MoneyField
from libs.common.policy.schemas import EntitlementAnswer
from libs.common.policy.vocabulary import Finding, InternalPurpose
from libs.common.web.fields import At, In, Instant, Lat, Lon, Out, PastDay, ShortText, Text
from services.intake.customers.schemas import CustomerIn
from services.intake.tickets.deciding import shown
from services.intake.tickets.models import Ticket
from services.intake.tickets.quote import Quote, QuoteLine
from services.intake.units.schemas import UnitFacts

Kind = Literal["consultation", "repair", "installation", "training", "maintenance", "return", "exchange"]
Status = Literal["open", "quoted", "waiting", "dispatched", "working", "done", "closed", "cancelled"]
DeadlineKind = Literal["answer", "reply", "arrive", "repair"]
Outcome = Literal[
    "repaired",
    "answered",
    "replaced",
    "refunded",
    "exchanged",
    "declined",
    "not_reproducible",
    "cancelled_by_customer",
]
Department = Literal[
    "customer_service", "sales", "quality", "rnd", "production", "finance", "warehouse", "dispatch"
]
Demanded = Literal[
    "name", "address", "phone", "model", "specification", "serial", "purchase_date", "purchase_place"
]
Channel = Literal["phone", "letter", "visit", "web", "wechat", "email", "sms", "fax"]


class Fault(In):
    code: ShortText | None = None
    text: Text


class ReportedFault(Fault):
    """`component`: the part at fault, where it is known; one replaced before has its own clock (PO-11)."""

    component: ShortText | None = None


class Location(In):
    address: Text
    lat: Lat
    lon: Lon


class Window(In):
    from_: Instant = Field(alias="from")
    to: Instant

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.to <= self.from_:
            raise PydanticCustomError(
                "window", "`to` must lie after `from`", {"zh": "结束须晚于开始", "field": "to"}
            )
        return self


class OpenTicket(In):
    """Customer and unit by id or as they are; what IN-04 asks for is given or named in `unknown`."""

    customer_id: UUID | None = None
    customer: CustomerIn | None = None
    unit_id: UUID | None = None
    unit: UnitFacts | None = None
    kind: Kind
    fault: ReportedFault
    location: Location | None = None
    preferred_window: Window | None = None
    priority: Literal["normal", "urgent"] = "normal"
    findings: tuple[Finding, ...] = Field(default=(), max_length=30)
    unknown: tuple[Demanded, ...] = Field(default=(), max_length=10)
    safety: bool = False
    internal: bool = False
    internal_purpose: InternalPurpose | None = Field(
        default=None, description="what work for the company itself is for; the unit's own when left out (PO-05)"
    )
    department: Department = "customer_service"
    backup: Literal["done", "waived", "not_needed"] | None = None


class ChangeTicket(In):
    """What may be put right while the ticket runs; new findings are decided upon at once (PO-08)."""

    fault: Fault | None = None
    location: Location | None = None
    preferred_window: Window | None = None
    priority: Literal["normal", "urgent"] | None = None
    findings: tuple[Finding, ...] = Field(default=(), max_length=30)
    safety: bool | None = None
    department: Department | None = None
    backup: Literal["done", "waived", "not_needed"] | None = None


class QuoteLineIn(In):
    kind: Literal["part", "labour", "travel", "other"]
    name: ShortText
    quantity: Annotated[Decimal, Field(gt=0, le=10_000, max_digits=9, decimal_places=3, strict=False)]
    unit_price: MoneyField


class QuoteIn(In):
    lines: Annotated[list[QuoteLineIn], Field(min_length=1, max_length=100)]
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None

    @model_validator(mode="after")
    def one_currency(self) -> Self:
        if len({line.unit_price.currency for line in self.lines}) > 1:
            raise PydanticCustomError(
                "one_currency", "all lines in one currency", {"zh": "各行须用同一币种", "field": "lines"}
            )
        return self

    def quote(self, *, made_by: str, released: bool) -> Quote:
        lines = tuple(
            QuoteLine(kind=x.kind, name=x.name, quantity=x.quantity, unit_price=x.unit_price)
            for x in self.lines
        )
        return Quote(
            lines=lines, minutes=self.minutes, made_by=made_by, released_by=made_by if released else None
        )


class ConsentIn(In):
    given: bool
    by: ShortText
    how: ShortText


class CloseTicket(In):
    outcome: Outcome


class Reason(In):
    reason: Text


class PauseClocks(In):
    """Which clock waits and for whom; all that count work when no clock is named."""

    clock: DeadlineKind | None = None
    reason: Literal["customer", "part"]


class ResumeClocks(In):
    clock: DeadlineKind | None = None


class ReturnVoucher(In):
    signed_on: PastDay


class Notify(In):
    channel: Channel
    text: Text


class RemoteReport(In):
    """A report's fields (DI-11), for service that needed no visit."""

    cause: Text
    resolution: Text
    customer_opinion: Text
    tests: Text
    hazards: Text
    cautions: Text | None = None
    at: At = None


class DeadlineOut(Out):
    kind: DeadlineKind
    due_at: datetime
    state: Literal["running", "paused", "near", "met", "missed"]
    seconds_left: int
    """In the deadline's own calendar."""


class StepOut(Out):
    """A rung of the ladder that was climbed; `clock` of a warning or a breach (IN-07)."""

    name: Literal["near", "missed", "chased", "escalated"]
    at: datetime
    clock: DeadlineKind | None
    to: list[str]
    reason: str | None


class TicketOut(Out):
    id: UUID
    number: str
    voucher_number: str
    status: Status
    kind: Kind
    customer_id: UUID
    unit_id: UUID | None
    fault: dict[str, str | None]
    priority: str
    findings: list[str]
    unknown: list[str]
    safety: bool
    internal: bool
    internal_purpose: InternalPurpose | None
    department: str
    service_type: Literal["A", "B", "C", "D"]
    entitlement: EntitlementAnswer
    deadlines: list[DeadlineOut]
    steps: list[StepOut]
    quote: dict[str, Any] | None
    consent: dict[str, Any] | None
    charge: dict[str, Any] | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    repeat_repair: bool
    ready: bool

    @classmethod
    def of(cls, ticket: Ticket, *, now: datetime, language: Language) -> Self:
        """As a reader sees it at `now`, which the states of the deadlines depend on."""
        reckoned = {
            "fault": {"code": ticket.fault_code, "text": ticket.fault, "component": ticket.component},
            "charge": _charge(ticket),
            "deadlines": ticket.clocks.shown(now),
            "entitlement": shown(ticket.entitlement, language),
        }
        plain = {name: getattr(ticket, name) for name in cls.model_fields if name not in reckoned}
        return cls(**plain, **reckoned)


def _charge(ticket: Ticket) -> dict[str, Any] | None:
    if ticket.charge_state is None:
        return None
    return {"state": ticket.charge_state, "amount": Money(ticket.charged, ticket.currency).as_json()}
