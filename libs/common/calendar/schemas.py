"""`POST /deadlines/compute`: the request computes its answer, or raises `CalendarError` with a pointer."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from libs.common.calendar.base import Pause
from libs.common.calendar.errors import MAX_HOURS
from libs.common.calendar.named import calendar_named


def _date_time(value: Any) -> Any:
    """Read here, as a body that is read strictly takes no text for a time."""
    if isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]", value, re.ASCII):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    raise PydanticCustomError("instant", "an RFC 3339 time with offset", {"zh": "须为带时区的 RFC 3339 时间"})


def _number(value: Any) -> Any:
    if isinstance(value, bool | str | bytes):
        raise PydanticCustomError("number", "a number", {"zh": "须为数字"})
    return value


Hours = Annotated[float, BeforeValidator(_number), Field(ge=0, le=MAX_HOURS, allow_inf_nan=False)]
Days = Annotated[int, BeforeValidator(_number), Field(ge=1, le=MAX_HOURS // 24)]
Moment = Annotated[AwareDatetime, BeforeValidator(_date_time)]
"""An RFC 3339 time with offset, and no number of seconds."""


class PauseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    begin: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


class DeadlineRequest(BaseModel):
    """Exactly one of `hours` and `days`; pauses count in open time only, overlapping ones once."""

    model_config = ConfigDict(extra="forbid")

    start: Moment
    calendar: Literal["clock", "cn-office"]
    hours: Hours | None = None
    days: Days | None = None
    pauses: Annotated[list[PauseBody], Field(max_length=1_000)] | None = None

    def answer(self) -> "DeadlineAnswer":
        due = calendar_named(self.calendar).add(
            self.start,
            hours=self.hours,
            days=self.days,
            pauses=[Pause(pause.begin, pause.end) for pause in self.pauses or []],
        )
        return DeadlineAnswer(due_at=due.due_at, provisional=due.provisional)


class DeadlineAnswer(BaseModel):
    due_at: datetime
    provisional: bool = Field(description="a year on the way has no published holidays yet")
