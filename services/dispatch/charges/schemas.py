"""What callers send and get of charges."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import Money, MoneyField, MoneyIn
from libs.common.web.fields import In, Out, PastDay, ShortText
from services.dispatch.charges.models import Charge
from services.dispatch.visits.schemas import When

Kind = Literal["part", "labour", "travel", "other"]
Status = Literal["collected", "invoiced", "settled"]


class Line(In):
    kind: Kind
    name: ShortText
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    unit_price: MoneyIn


class ChargeIn(When):
    """`collector` answers for what isn't collected on site."""

    amount: MoneyIn | None = Field(
        default=None,
        description="left out: what the lines add up to, else what is left of the price agreed to",
    )
    lines: list[Line] = Field(default=[], max_length=150)
    receipt_no: ShortText | None = None
    collector: ShortText = "finance"

    @property
    def asked(self) -> Money | None:
        return self.amount or self._sum

    @property
    def _sum(self) -> Money | None:
        prices = [line.unit_price * line.quantity for line in self.lines]
        return sum(prices[1:], prices[0]) if prices else None

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        if self.amount is not None and not self.amount:
            raise PydanticCustomError(
                "nothing_charged", "must be more than 0", {"zh": "金额须大于 0", "field": "amount"}
            )
        currencies = {line.unit_price.currency for line in self.lines}
        if len(currencies | ({self.amount.currency} if self.amount else set())) > 1:
            raise PydanticCustomError(
                "currencies", "lines in another currency", {"zh": "明细币种不一致", "field": "lines"}
            )
        if self.lines and self.amount not in (None, self._sum):
            raise PydanticCustomError(
                "sum", "the lines don't add up to it", {"zh": "与明细合计不符", "field": "amount"}
            )
        return self


class InvoiceCharge(In):
    number: ShortText
    mailed_on: PastDay | None = None


class SettleCharge(In):
    receipt_no: ShortText


class LineOut(Out):
    kind: Kind
    name: str
    quantity: int
    unit_price: MoneyField
    listed: bool | None = None
    """On the public price list at no less; null: none held."""


class ChargeOut(Out):
    id: UUID
    visit_id: UUID
    ticket_id: UUID
    amount: MoneyField
    status: Status
    collector: str
    consented: bool | None
    """Whether the customer had agreed to this much when it was charged; null: no word on record."""
    consented_price: MoneyField | None
    """What was agreed to; null where nothing was, or in another currency."""
    receipt_no: str | None
    invoice_number: str | None
    invoice_mailed_on: date | None
    lines: list[LineOut]
    charged_at: datetime
    handed_over_at: datetime | None
    handed_over_by: str | None
    received_at: datetime | None
    received_by: str | None
    settled_at: datetime | None

    @classmethod
    def of(cls, charge: Charge) -> Self:
        row: dict[str, Any] = {name: getattr(charge, name) for name in cls.model_fields}
        return cls.model_validate(row | {"amount": charge.money})
