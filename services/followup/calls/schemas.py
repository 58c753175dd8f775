"""What callers send and get of a follow-up (api.md, Follow-up)."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.act import Language
from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import At, In, Instant, Out, ShortText, Text
from services.followup.calls.models import FollowUp
from services.followup.calls.rules import NotCounted, Reason

Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Channel = Literal["phone", "letter", "email", "visit", "wechat", "sms"]
Status = Literal["open", "done", "refused", "unreachable", "cancelled"]

_WHY_NOT_COUNTED: dict[NotCounted, dict[Language, str]] = {
    "same_day": {
        "zh": "同一天已有一次未接；几次联系须分布在不同日期。",
        "en": "Nobody answered on this day before; the tries are spread over days.",
    },
    "before_call_back": {
        "zh": "客户约定的回电时间还没到。",
        "en": "The customer asked to be called at a later time.",
    },
    "own_work": {
        "zh": "维修是否有效不由维修人员本人询问。",
        "en": "Whether the repair helped is asked by somebody else than its technician.",
    },
}


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
    notes: FreeText
    effect: str | None
    call_back_at: datetime | None
    counted: bool = Field(description="one of the tries that nobody answered (FU-06)")
    why_not_counted: str | None = Field(description="of an attempt that nobody answered")

    @classmethod
    def of(cls, attempt: dict[str, Any], language: Language) -> Self:
        why: NotCounted | None = attempt.get("not_counted")
        counted = attempt["result"] == "no_answer" and why is None
        words = _WHY_NOT_COUNTED[why][language] if why else None
        return cls.model_validate({**attempt, "counted": counted, "why_not_counted": words})


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
    tries: int = Field(description="attempts that count toward unreachable: one a day")
    call_back_at: datetime | None
    effect: Literal["fixed", "not_fixed"] | None
    ended_at: datetime | None
    best_hours: str | None
    do_not_call: bool
    merged: list[MergedOut]
    surveys: list[UUID] = Field(
        description="unanswered surveys of the customer, to be asked in the same call"
    )
    suggestions: list[UUID] = Field(description="the customer's suggestions that no department answered yet")

    @classmethod
    def of(cls, call: FollowUp, beside: dict[str, Any], language: Language) -> Self:
        derived = {**beside, "attempts": [AttemptOut.of(attempt, language) for attempt in call.attempts]}
        own = {name: getattr(call, name) for name in cls.model_fields if name not in derived}
        return cls.model_validate({**own, **derived})
