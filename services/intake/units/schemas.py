"""What callers send and get of a unit."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from libs.common.money import MoneyField, MoneyIn
from libs.common.policy.vocabulary import Category, InternalPurpose, Proof
from libs.common.privacy.seeing import Document, FreeText
from libs.common.web.fields import At, Day, In, Out, PastDay, ShortText, Text


class DeliveryInspection(In):
    """Evidence that the unit was whole at delivery (PO-15); what else the record holds is kept with it."""

    model_config = ConfigDict(extra="allow")

    photos: list[ShortText] = Field(default=[], max_length=50)
    video: ShortText | None = None
    test_result: Text | None = None
    signatures: list[ShortText] = Field(default=[], max_length=10)
    text: Text | None = None


class _Facts(In):
    model: ShortText | None = None
    specification: ShortText | None = None
    serial: ShortText | None = None
    purchase_date: PastDay | None = None
    purchase_place: ShortText | None = None
    invoice_no: ShortText | None = None
    price: MoneyIn | None = None
    warranty_card: ShortText | None = None
    delivered_on: Day | None = None
    delivery_inspection: DeliveryInspection | Text | None = None
    partner_pickup_date: Day | None = None
    grade: ShortText | None = None
    lot: ShortText | None = None
    proof: Proof | None = None
    prices_explained: bool | None = None
    internal_purpose: InternalPurpose | None = Field(
        default=None, description="kept by the company itself, and what for: work on it is type D (PO-05)"
    )


class UnitFacts(_Facts):
    """A unit within a ticket, whose caller may name as unknown what nobody knows (IN-04)."""

    category: Category


class RegisterUnit(UnitFacts):
    customer_id: UUID
    model: ShortText
    specification: ShortText
    serial: ShortText
    purchase_date: PastDay
    purchase_place: ShortText


class UnitPatch(_Facts):
    """Only what is given is changed."""

    category: Category | None = None
    internal_purpose: InternalPurpose | Literal["none"] | None = Field(  # type: ignore[assignment]
        default=None, description="`none`: no longer kept by the company itself (PO-05)"
    )


def row_values(details: _Facts, *, only_given: bool) -> dict[str, Any]:
    """The fields by the names of the table: money in two columns, an inspection always as an object."""
    values = details.model_dump(exclude_unset=only_given, exclude={"customer_id", "price"})
    if details.price is not None:
        values |= {"price_amount": details.price.amount, "price_currency": details.price.currency}
    if isinstance(values.get("delivery_inspection"), str):
        values["delivery_inspection"] = {"text": values["delivery_inspection"]}
    if values.get("internal_purpose") == "none":
        values["internal_purpose"] = None
    return values


class ComponentIn(In):
    name: ShortText
    replaced_on: PastDay


class ExchangeIn(In):
    """`model` and `specification` where the new piece is another one; today where no day is given."""

    new_serial: ShortText
    on: PastDay | None = None
    model: ShortText | None = None
    specification: ShortText | None = None
    ticket_id: UUID | None = None


class AppraisalIn(In):
    outlet: ShortText
    customer_caused: bool
    text: Text
    at: At = None


class BenefitIn(In):
    unit_id: UUID
    address: ShortText
    benefit: ShortText = Field(examples=["cleaning", "air_conditioner_cleaning"])


class BenefitOut(Out):
    used: int
    """Uses of the household so far, this one included."""
    share: str
    """Part of the price that the customer pays for this use, "0" to "1"."""


class ComponentOut(Out):
    name: str
    replaced_on: date


class FailedRepairOut(Out):
    """A repair that did not hold; `component` where the ticket named the part (PO-09)."""

    ticket_id: UUID
    component: str | None
    on: date


class AppraisalOut(Out):
    outlet: str
    customer_caused: bool
    text: FreeText
    at: datetime


class UnitOut(Out):
    id: UUID
    customer_id: UUID
    category: str
    model: str | None
    specification: str | None
    serial: str | None
    purchase_date: date | None
    purchase_place: str | None
    invoice_no: str | None
    price: MoneyField | None
    warranty_card: str | None
    delivered_on: date | None
    delivery_inspection: Document | None
    partner_pickup_date: date | None
    grade: str | None
    lot: str | None
    proof: str | None
    prices_explained: bool | None
    internal_purpose: InternalPurpose | None
    extended_days: int
    restarted_on: date | None
    components: list[ComponentOut]
    serviced_on: date | None
    failed_repairs: list[FailedRepairOut]
    appraisals: list[AppraisalOut]
    former_serials: list[str]
    """Of the pieces that it was exchanged for (PO-11)."""
