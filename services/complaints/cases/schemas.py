"""Bodies of the calls on cases."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import Money, MoneyField
from libs.common.web.fields import At, Day, In, Instant, ShortText, Text
from services.complaints.cases import rules
from services.complaints.cases.values import ConductCause, FraudGround, RemedyKind, ResponsibleKind

Department = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern="^[a-z][a-z_]{1,39}$"), Field(examples=["rnd"])
]
"""`customer_service sales rnd quality production finance warehouse …`"""

HIGHEST_FEE = 10**12


class Assign(In):
    """`to`: sign-in name of the person named for the case; left out, whoever assigns takes it (CO-05)."""

    to: ShortText | None = None
    department: Department | None = None


class Investigate(In):
    due_at: Instant | None = None
    joint: list[Department] = Field([], max_length=20)
    joint_visit_on: Day | None = None


class ReportTask(In):
    text: Text
    persons: list[ShortText] = Field([], max_length=50)
    measures: Text | None = None


class OptionalText(In):
    text: Text | None = None


class OnlyText(In):
    text: Text


class OnlyReason(In):
    reason: Text


class OptionalReason(In):
    reason: Text | None = None


class OnlyDepartment(In):
    department: Department


class CallOnCustomer(In):
    """Exactly one of `on` and `none_because` (CO-05)."""

    on: Day | None = None
    none_because: Text | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if (self.on is None) == (self.none_because is None):
            raise PydanticCustomError(
                "exactly_one",
                "give exactly one of on and none_because",
                {"zh": "on 与 none_because 须填且只填一项", "field": "on"},
            )
        return self


class Refer(In):
    to: Department = "gm"
    reason: Text | None = None


class Escalate(In):
    reason: Text
    to: list[Department] = Field([], max_length=10)


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
    amount: MoneyField | None = None
    text: Text

    @model_validator(mode="after")
    def priced(self) -> Self:
        if self.kind in rules.WITH_PRICE and not self.amount:
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


class FindFraud(In):
    ground: FraudGround
    service_fee: MoneyField

    @field_validator("service_fee")
    @classmethod
    def charged(cls, fee: Money) -> Money:
        if not 0 < fee.amount < HIGHEST_FEE:
            raise PydanticCustomError(
                "service_fee", "must be more than 0 and below {most}", {"zh": "须大于 0", "most": HIGHEST_FEE}
            )
        return fee


class TellCustomer(In):
    """How and in which words."""

    channel: ShortText
    text: Text


class Answered(In):
    at: At = None
    reason: Text | None = None


class FindNotEstablished(In):
    reason: Text
    collect_by: Day | None = None


class Memorandum(In):
    memorandum: Text


class RuleObjection(In):
    upheld: bool
    text: Text | None = None


class OpenImprovement(In):
    action: Text
    owner: ShortText
    due_on: Day


class CheckImprovement(In):
    effective: bool = True
    text: Text | None = None


class Close(In):
    """`carried_out_on`: when the remedy was carried out; left out, today."""

    carried_out_on: Day | None = None
