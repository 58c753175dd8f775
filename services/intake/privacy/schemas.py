"""What callers send and get of reveals, disclosures, exports and erasures (api.md, Intake)."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from libs.common.privacy.seeing import AddressText, Degrees, FreeText, PersonName
from libs.common.web.fields import In, Out, ShortText, Text
from services.intake.customers.schemas import AddressOut, ContactPointOut
from services.intake.timeline.schemas import TimelineItem

RevealedField = Literal["name", "phone", "email", "contact", "address", "contact_person"]
DisclosedField = Literal[
    "name",
    "phone",
    "email",
    "contact",
    "contacts",
    "address",
    "addresses",
    "location",
    "contact_person",
    "best_hours",
    "serial",
    "purchase",
    "invoice",
    "fault",
    "report",
    "voucher",
    "recording",
    "photos",
    "order",
]


class RevealIn(In):
    field: RevealedField
    reason: Text = Field(examples=["回访时客户未接企业号码，改用个人电话"])


class Revealed(Out):
    """`value`: the first of `values`, as the customer gave them; null where the file has none."""

    id: UUID
    customer_id: UUID
    field: RevealedField
    value: str | None
    values: list[str]
    reason: str


class RevealOut(Out):
    """Who was shown what, and why; the value itself isn't kept."""

    id: UUID
    customer_id: UUID
    field: RevealedField
    reason: FreeText
    by: str = Field(validation_alias="revealed_by")
    at: datetime = Field(validation_alias="revealed_at")


class DisclosureIn(In):
    to: ShortText = Field(description="carrier, supplier, partner, authority", examples=["顺丰速运"])
    fields: list[DisclosedField] = Field(min_length=1, max_length=20)
    ground: ShortText = Field(
        description="`consent`, or the legal ground by its name",
        examples=["consent", "contract (PIPL art. 13)"],
    )


class DisclosureOut(Out):
    id: UUID
    customer_id: UUID
    to: str = Field(validation_alias="recipient")
    fields: list[DisclosedField]
    ground: str
    by: str = Field(validation_alias="disclosed_by")
    at: datetime = Field(validation_alias="disclosed_at")


class EraseIn(In):
    reason: Text | None = Field(default=None, description="e.g. the letter in which the customer asked")


class PartOut(Out):
    """What a service holds, by table; null until it has answered."""

    state: Literal["pending", "complete"]
    as_of: datetime | None
    data: dict[str, list[dict[str, Any]]] | None


class ExportOut(Out):
    """Everything held on a person. `complete` once every service has answered: ask again a moment later."""

    customer_id: UUID
    files: list[UUID] = Field(description="the customer's file, and those that were merged into it")
    asked_at: datetime
    asked_by: str
    complete: bool
    services: dict[str, PartOut]
    reveals: list[RevealOut]
    disclosures: list[DisclosureOut]
    timeline: list[TimelineItem]


class ErasedIn(Out):
    service: str
    erased_at: datetime


class ErasureOut(Out):
    """`complete` once every service has taken the person out of its copies."""

    customer_id: UUID
    files: list[UUID]
    erased_at: datetime
    complete: bool
    services: list[ErasedIn]


class CalledOn(Out):
    """Whom a visit is to. `location` goes before the addresses of the file."""

    visit_id: UUID
    ticket_id: UUID
    customer_id: UUID
    name: PersonName
    contact_person: PersonName | None
    contacts: list[ContactPointOut]
    addresses: list[AddressOut]
    location: AddressText | None
    lat: Degrees | None
    lon: Degrees | None
    best_hours: str | None
