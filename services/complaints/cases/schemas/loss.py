"""Body of the decision on a loss (CO-14)."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import MoneyIn
from libs.common.web.fields import In, ShortText, Text
from services.complaints.cases.losing import BearerKind, LossKind

Hours = Annotated[
    Decimal,
    Field(ge=0, le=100_000, decimal_places=2, examples=["2.5"]),
    AfterValidator(lambda hours: hours.quantize(Decimal("0.01")) + 0),
]


class LossLineIn(In):
    """Rework by `hours` and `material` or `amount`; compensation, left out, is the approved one."""

    kind: LossKind
    amount: MoneyIn | None = None
    hours: Hours | None = None
    material: MoneyIn | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def reckoned(self) -> Self:
        by_hours = self.hours is not None or self.material is not None
        if self.kind == "rework" and (self.amount is None) != by_hours:
            raise PydanticCustomError(
                "rework",
                "give either amount or hours and material",
                {"zh": "填金额，或工时和材料", "field": "hours"},
            )
        if self.kind != "rework" and by_hours:
            raise PydanticCustomError(
                "rework", "goes with rework only", {"zh": "只用于返工", "field": "hours"}
            )
        if self.kind not in ("rework", "compensation") and self.amount is None:
            raise PydanticCustomError(
                "amount_needed", "amount is needed", {"zh": "须填写金额", "field": "amount"}
            )
        return self


class LossShareIn(In):
    kind: BearerKind
    subject: ShortText
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=6, examples=["0.6"])]


class AssessLoss(In):
    """`shares` sum to 1; left out, nobody answers for the loss."""

    lines: list[LossLineIn] = Field(min_length=1, max_length=50)
    shares: list[LossShareIn] = Field([], max_length=50)

    @model_validator(mode="after")
    def whole(self) -> Self:
        if self.shares and sum(one.share for one in self.shares) != 1:
            raise PydanticCustomError(
                "shares", "the shares must sum to 1", {"zh": "各方比例之和须为 1", "field": "shares"}
            )
        return self
