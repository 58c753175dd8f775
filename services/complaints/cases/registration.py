"""Bodies of registering and changing a complaint (CO-01)."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import At, Day, In, Lat, Lon, ShortText, Text
from services.complaints.cases.values import Class, ConductCause, Severity

Channel = Literal["phone", "letter", "visit", "web", "survey", "ticket", "wechat", "email", "sms", "fax"]
_PLAIN = {
    "complaint_class",
    "conduct_cause",
    "conduct_person",
    "cause_code",
    "severity",
    "demand",
    "text",
    "ticket_id",
}
_NESTED = {"order", "product", "samples", "attachments"}
Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]


class ContactIn(In):
    type: ShortText
    value: ShortText


class AddressIn(In):
    text: ShortText
    lat: Lat | None = None
    lon: Lon | None = None


class CustomerIn(In):
    """The customer file's `id` (also as `customer_id`), or at least a name."""

    id: UUID | None = None
    customer_id: UUID | None = None
    name: ShortText | None = None
    phone: ShortText | None = None
    address: ShortText | None = None
    contacts: list[ContactIn] = Field([], max_length=50)
    addresses: list[AddressIn] = Field([], max_length=50)
    contact_person: ShortText | None = None
    tier: ShortText | None = None
    member: bool | None = None
    card: ShortText | None = None
    group: ShortText | None = None
    do_not_call: bool | None = None
    best_hours: ShortText | None = None

    @model_validator(mode="after")
    def known(self) -> Self:
        if not (self.id or self.customer_id or self.name):
            raise PydanticCustomError(
                "customer_unknown", "give id or name", {"zh": "须填写 id 或 name", "field": "name"}
            )
        return self

    @property
    def file_id(self) -> UUID | None:
        return self.id or self.customer_id


class OrderIn(In):
    order_no: ShortText | None = None
    item_no: ShortText | None = None
    specification: ShortText | None = None
    lot: ShortText | None = None
    ship_date: Day | None = None
    quantity: Quantity | None = None
    defective_quantity: Quantity | None = None

    @model_validator(mode="after")
    def in_proportion(self) -> Self:
        if self.quantity is not None and (self.defective_quantity or 0) > self.quantity:
            raise PydanticCustomError(
                "too_many",
                "defective_quantity is more than quantity",
                {"zh": "不良数量大于数量", "field": "defective_quantity"},
            )
        return self


class ProductIn(In):
    model: ShortText | None = None
    grade: ShortText | None = None
    purchase_date: Day | None = None


class SampleIn(In):
    """A sample has a place and a holder."""

    description: ShortText | None = None
    place: ShortText
    holder: ShortText


class Facts(In):
    """What may be mended until the case is closed."""

    complaint_class: Class | None = Field(None, alias="class")
    conduct_cause: ConductCause | None = None
    conduct_person: ShortText | None = None
    cause_code: Annotated[ShortText | None, Field(examples=["improper_charging"])] = None
    """A code or name of `GET /cause-codes`, or any other word (CO-03)."""
    severity: Severity | None = None
    order: OrderIn | None = None
    product: ProductIn | None = None
    samples: Annotated[list[SampleIn], Field(max_length=50)] | None = None
    attachments: Annotated[list[ShortText], Field(max_length=50)] | None = None
    sales_opinion: Text | None = None

    def given(self) -> dict[str, Any]:
        """Values for the row of what was given, the sales opinion left out: it is signed first."""
        values = self.model_dump(include=_PLAIN, exclude_none=True)
        return values | self.model_dump(mode="json", include=_NESTED, exclude_none=True)


class RegisterComplaint(Facts):
    customer: CustomerIn
    channel: Channel
    demand: Text
    text: Text
    ticket_id: UUID | None = None
    received_at: At = None


class ChangeComplaint(Facts):
    ticket_id: UUID | None = None
    demand: Text | None = None
    text: Text | None = None
