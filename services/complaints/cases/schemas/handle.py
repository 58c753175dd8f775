"""Bodies of handling and investigating a case (CO-05 … CO-07)."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import Day, In, Instant, PastDay, ShortText, Text
from services.complaints.cases.schemas.plain import Department


class Assign(In):
    """`to`: sign-in name of the person named for the case; left out, whoever assigns takes it (CO-05)."""

    to: ShortText | None = None
    department: Department | None = None


class Investigate(In):
    due_at: Instant | None = None
    joint: list[Department] = Field([], max_length=20)
    joint_visit_on: Day | None = None


class ReportTask(In):
    """R&D names the persons; production unit, persons, date, measures and how they were checked (CO-06)."""

    text: Text
    persons: list[ShortText] = Field([], max_length=50)
    unit: ShortText | None = None
    happened_on: PastDay | None = None
    measures: Text | None = None
    checked: Text | None = None


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
