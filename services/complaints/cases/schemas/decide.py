"""Bodies of verdicts and remedies (CO-09, CO-15, CO-17, CO-18)."""

from typing import Self

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import Money, MoneyIn
from libs.common.web.fields import In, PastDay, ShortText, Text
from services.complaints.cases import rules
from services.complaints.cases.values import ConductCause, FraudGround, RemedyKind, ResponsibleKind

HIGHEST_FEE = 10**12


class DecideResponsibility(In):
    """`negligence`: the cause was plain human negligence, which needs no improvement (CO-17)."""

    kind: ResponsibleKind
    subject: ShortText
    negligence: bool = False
    cause_code: ShortText | None = None
    reason: Text | None = None


class DecideConduct(In):
    """`cause` and `person` where the case doesn't name them yet."""

    upheld: bool
    reason: Text
    cause: ConductCause | None = None
    person: ShortText | None = None
    recovery: Text | None = None


class ProposeRemedy(In):
    """A remedy in kind counts at its price (CO-09); apology and none cost nothing."""

    kind: RemedyKind
    amount: MoneyIn | None = None
    text: Text

    @model_validator(mode="after")
    def priced(self) -> Self:
        unpriced = self.kind in rules.AT_ITS_PRICE and self.amount is None
        if unpriced or (self.kind in rules.WITH_PRICE and not self.amount):
            raise PydanticCustomError(
                "amount_needed",
                "this kind counts at its price",
                {"zh": "此类方案须填写金额", "field": "amount"},
            )
        if self.kind in rules.WITHOUT_PRICE and self.amount:
            raise PydanticCustomError(
                "amount_not_allowed", "this kind costs nothing", {"zh": "此类方案没有金额", "field": "amount"}
            )
        return self

    @property
    def price(self) -> Money:
        return self.amount or Money.zero()


class Agree(In):
    """`settled_on`: when it was settled with the customer, subject to approval (CO-09)."""

    text: Text | None = None
    settled_on: PastDay | None = None


class FindFraud(In):
    ground: FraudGround
    service_fee: MoneyIn

    @field_validator("service_fee")
    @classmethod
    def charged(cls, fee: Money) -> Money:
        if not 0 < fee.amount < HIGHEST_FEE:
            raise PydanticCustomError(
                "service_fee", "must be more than 0 and below {most}", {"zh": "须大于 0", "most": HIGHEST_FEE}
            )
        return fee
