"""What callers send and get of a service contract."""

from datetime import date
from typing import Annotated, Any, Literal, LiteralString, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import Day, In, Out, ShortText

Hours = Annotated[int, Field(ge=1, le=8_760)]
Visits = Annotated[int, Field(ge=0, le=10_000)]
Months = Annotated[int, Field(ge=1, le=120)]
REPEATED: tuple[LiteralString, LiteralString, dict[str, Any]] = (
    *("repeated", "names a unit twice"),
    {"zh": "同一产品重复列出"},
)


class ContractIn(In):
    """In force from `from` to `to`, both included."""

    customer_id: UUID
    number: ShortText
    signed_on: Day
    from_: Day = Field(alias="from")
    to: Day
    unit_ids: list[UUID] = Field(min_length=1, max_length=1_000, json_schema_extra={"uniqueItems": True})
    response_hours: Hours | None = None
    visits: Visits | None = None
    inspection_months: Months | None = None

    @field_validator("unit_ids")
    @classmethod
    def each_once(cls, unit_ids: list[UUID]) -> list[UUID]:
        if len(set(unit_ids)) < len(unit_ids):
            raise PydanticCustomError(*REPEATED)
        return unit_ids

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError(
                "window", "`to` must not lie before `from`", {"zh": "结束日不得早于开始日", "field": "to"}
            )
        return self


class ContractPatch(In):
    """The allowances may be agreed anew; term and units are those that were signed."""

    response_hours: Hours | None = None
    visits: Visits | None = None
    inspection_months: Months | None = None


class ContractOut(Out):
    id: UUID
    customer_id: UUID
    number: str
    signed_on: date
    from_: date = Field(validation_alias="starts_on", serialization_alias="from")
    to: date = Field(validation_alias="ends_on", serialization_alias="to")
    unit_ids: list[UUID]
    response_hours: int | None
    visits: int | None
    inspection_months: int | None
    status: Literal["signed", "ending", "ended"]
