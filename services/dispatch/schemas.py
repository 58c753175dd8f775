"""What several rooms' callers send."""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import In, Instant, Out, Text


class WindowIn(In):
    """When the technician comes."""

    from_: Instant = Field(alias="from")
    to: Instant

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.to <= self.from_:
            raise PydanticCustomError(
                "window_order", "`to` must lie after `from`", {"zh": "结束时间须晚于开始时间", "field": "to"}
            )
        return self

    @property
    def pair(self) -> tuple[datetime, datetime]:
        return self.from_, self.to


class Window(Out):
    from_: datetime = Field(alias="from")
    to: datetime


class Reason(In):
    reason: Text
