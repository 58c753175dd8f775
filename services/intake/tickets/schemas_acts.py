"""What callers send with an act on a ticket (api.md, Intake)."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.policy.vocabulary import Finding
from libs.common.web.fields import At, In, Instant, PastDay, ShortText, Text
from services.intake.tickets.schemas import DeadlineKind, Outcome

Channel = Literal["phone", "letter", "visit", "web", "wechat", "email", "sms", "fax"]


class ConsentIn(In):
    given: bool
    by: ShortText
    how: ShortText


class CloseTicket(In):
    outcome: Outcome
    new_serial: ShortText | None = Field(
        default=None,
        description="of the piece that the customer has now: with `exchanged` and `replaced` only",
    )

    @model_validator(mode="after")
    def only_of_an_exchange(self) -> Self:
        if self.new_serial is not None and self.outcome not in ("exchanged", "replaced"):
            raise PydanticCustomError(
                "not_exchanged",
                "only with outcome exchanged or replaced",
                {"zh": "仅在换货或更换时填写", "field": "new_serial"},
            )
        return self


class Reason(In):
    reason: Text


class WithdrawFindings(Reason):
    findings: tuple[Finding, ...] = Field(min_length=1, max_length=30)


class PauseClocks(In):
    """Which clock waits and for whom; all that count work when no clock is named."""

    clock: DeadlineKind | None = None
    reason: Literal["customer", "part"]


class ResumeClocks(In):
    clock: DeadlineKind | None = None


class Reopen(Reason):
    same_fault: bool = Field(default=True, description="within the pack's days it is a repeat repair (IN-16)")


class OnlyText(In):
    text: Text


class CountersignVoucher(In):
    """What the voucher must say before the manager signs it (IN-17)."""

    started_at: Instant
    ended_at: Instant
    content: Text

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.ended_at < self.started_at:
            raise PydanticCustomError(
                "window", "must not lie before `started_at`", {"zh": "结束不得早于开始", "field": "ended_at"}
            )
        return self


class ReturnVoucher(In):
    """`scan`: reference of the picture that is archived."""

    signed_on: PastDay
    scan: ShortText | None = None


class Notify(In):
    channel: Channel
    text: Text


class RemotePart(In):
    name: ShortText
    old_returned: bool = False


class OtherDamage(In):
    what: Text
    responsible: Text


class RemoteReport(In):
    """A report's fields (DI-11), for service that needed no visit; nobody signs at a distance."""

    cause: Text
    resolution: Text
    parts: tuple[RemotePart, ...] = Field(default=(), max_length=100)
    customer_opinion: Text
    tests: Text
    hazards: Text
    signature: ShortText | None = None
    other_damage: OtherDamage | None = None
    cautions: Text | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    at: At = None
