"""What callers send and get of service reports."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import At, In, Out, ShortText
from services.dispatch.visits.schemas import When

Told = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
"""May be empty: the report is stored and returned with what is missing."""


class PartIn(In):
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    old_returned: bool


class DamageIn(In):
    what: Told
    responsible: Told


class OtherWorkIn(In):
    """On a product that the visit wasn't for: the customer asked, responsibility was written down before."""

    what: Told
    requested_by_customer: bool = False
    responsibility: Told = ""
    written_before: bool = False


class ReportIn(When):
    """All that DI-11 asks; what is left out or empty is named in the answer.

    `cautions`: use and cautions explained, may be left out. `other_work`: on other products, if any.
    """

    cause: Told = ""
    resolution: Told = ""
    parts: Annotated[list[PartIn], Field(max_length=200)] | None = None
    customer_opinion: Told = ""
    tests: Told = ""
    hazards: Told = ""
    signature: Told = ""
    other_damage: DamageIn | None = None
    cautions: Told | None = None
    other_work: list[OtherWorkIn] = Field(default=[], max_length=50)
    started_at: At = None
    ended_at: At = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.started_at and self.ended_at and self.ended_at < self.started_at:
            raise PydanticCustomError(
                "time_order", "ends before it starts", {"zh": "结束早于开始", "field": "ended_at"}
            )
        return self


class ReturnReport(When):
    missing: list[ShortText] = Field(default=[], max_length=20)


class ReportOut(Out):
    status: Literal["submitted", "returned", "approved"]
    missing: list[str]
