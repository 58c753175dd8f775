"""What callers send and get of a follow-up (api.md, Follow-up)."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import At, In, Instant, Out, ShortText, Text
from services.followup.calls.models import FollowUp
from services.followup.calls.rules import Reason

Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Channel = Literal["phone", "letter", "email", "visit", "wechat", "sms"]
Status = Literal["open", "done", "refused", "unreachable", "cancelled"]


class AttemptIn(In):
    """`call_back_at`: the time the customer asked for, where the call was inconvenient."""

    result: Literal["done", "no_answer", "refused", "call_back"]
    at: At = None
    notes: Notes = ""
    effect: Literal["fixed", "not_fixed"] | None = None
    channel: Channel = "phone"
    call_back_at: Instant | None = None

    @model_validator(mode="after")
    def has_a_time(self) -> Self:
        if self.call_back_at is None and self.result == "call_back":
            raise PydanticCustomError(
                "required",
                "required where the result is call_back",
                {"zh": "约定回电时必填", "field": "call_back_at"},
            )
        return self


class Notify(In):
    channel: ShortText
    text: Text


class AttemptOut(Out):
    at: datetime
    result: str
    by: str
    channel: str
    notes: str
    effect: str | None
    call_back_at: datetime | None


class MergedOut(Out):
    """Another reason to speak with the same customer: one call for all of them (FU-06)."""

    id: UUID
    reason: Reason
    ticket_id: UUID | None


class FollowUpOut(Out):
    id: UUID
    reason: Reason
    status: Status
    due_at: datetime
    call_at: datetime = Field(description="when to call next: due, and neither in quiet nor at bad hours")
    customer_id: UUID | None
    ticket_id: UUID | None
    agent: str | None
    attempts: list[AttemptOut]
    tries: int
    call_back_at: datetime | None
    effect: Literal["fixed", "not_fixed"] | None
    ended_at: datetime | None
    best_hours: str | None
    do_not_call: bool
    merged: list[MergedOut]
    surveys: list[UUID] = Field(
        description="unanswered surveys of the customer, to be asked in the same call"
    )

    @classmethod
    def of(cls, call: FollowUp, beside: dict[str, Any]) -> Self:
        own = {name: getattr(call, name) for name in cls.model_fields if name not in beside}
        return cls.model_validate({**own, **beside})
