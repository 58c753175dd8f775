"""What opens a ticket, puts it right and quotes for it (api.md, Intake)."""

from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import MoneyIn
from libs.common.policy.vocabulary import Finding, InternalPurpose
from libs.common.web.fields import In, Instant, Lat, Lon, ShortText, ShortTextOrNone, Text
from services.intake.customers.schemas import CustomerAsTold
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
Backup = Literal["done", "waived", "not_needed"]


class Fault(In):
    code: ShortText | None = None
    text: Text


class ReportedFault(Fault):
    """`component`: the part at fault, where it is known; one replaced before has its own clock (PO-11)."""

    component: ShortText | None = None


class ChangedFault(Fault):
    component: ShortTextOrNone | None = Field(
        default=None, description="the part at fault; an empty text takes it away (PO-11)"
    )


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
    customer: CustomerAsTold | None = None
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
        default=None,
        description="what work for the company itself is for; the unit's own when left out (PO-05)",
    )
    department: Department = "customer_service"
    backup: Backup | None = None
    sent_in: bool = Field(
        default=False,
        description="the unit is sent or handed over at the desk, so nobody goes out; one that bears data "
        "needs `backup` done or waived (IN-19)",
    )
    demand_confirmed: bool = Field(
        default=True,
        description="false: nobody is sent before PATCH confirms what the customer wants (IN-01)",
    )

    @model_validator(mode="after")
    def one_way_each(self) -> Self:
        for name, id_, facts in (
            ("customer", self.customer_id, self.customer),
            ("unit", self.unit_id, self.unit),
        ):
            if id_ is not None and facts is not None:
                raise PydanticCustomError(
                    "exactly_one",
                    f"give {name}_id or {name}, not both",
                    {"zh": f"{name}_id 与 {name} 只能填一项", "field": name},
                )
        return self


class ChangeTicket(In):
    """What may be put right while the ticket runs.

    New findings, or another part at fault, are decided upon at once (PO-08, PO-11).
    """

    fault: ChangedFault | None = None
    location: Location | None = None
    preferred_window: Window | None = None
    priority: Literal["normal", "urgent"] | None = None
    findings: tuple[Finding, ...] = Field(default=(), max_length=30)
    safety: bool | None = None
    department: Department | None = None
    backup: Backup | None = None
    sent_in: Literal[True] | None = None
    demand_confirmed: Literal[True] | None = None


class QuoteLineIn(In):
    kind: Literal["part", "labour", "travel", "other"]
    name: ShortText
    quantity: Annotated[Decimal, Field(gt=0, le=10_000, max_digits=9, decimal_places=3, strict=False)]
    unit_price: MoneyIn


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
