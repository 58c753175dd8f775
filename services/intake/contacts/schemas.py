"""What callers send and get of a contact."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator, field_validator
from pydantic_core import PydanticCustomError

from libs.common.phones import is_withheld, parse_phone
from libs.common.privacy.seeing import FreeText, PersonName, Reach
from libs.common.web.fields import At, In, Instant, Out, Phone, ShortText, Text

Channel = Literal["phone", "letter", "visit", "web", "wechat", "email", "sms", "fax"]
Kind = Literal[
    "consultation",
    "repair",
    "installation",
    "training",
    "maintenance",
    "complaint",
    "suggestion",
    "return",
    "exchange",
]
PlainKind = Literal["repair", "installation", "training", "maintenance", "return", "exchange"]
_BY_NUMBER = ("phone", "sms", "fax")


def _unless_withheld(number: Any, parse: ValidatorFunctionWrapHandler) -> Any:
    return number if isinstance(number, str) and is_withheld(number) else parse(number)


CallerNumber = Annotated[Phone, WrapValidator(_unless_withheld)]
"""In E.164, or what an exchange sends instead of a number that is kept back."""


class Attachment(In):
    """A scan or recording."""

    kind: ShortText | None = None
    ref: ShortText


class ContactIn(In):
    """`number` is a telephone number on telephone channels, else any address of the sender."""

    channel: Channel
    direction: Literal["inbound", "outbound"]
    number: ShortText | None = None
    caller: ShortText | None = None
    kind: Kind
    content: Text
    answered: bool = False
    article_id: UUID | None = Field(default=None, description="that answered it (IN-03)")
    outcome: Text | None = None
    occurred_at: At = None
    promised_at: Instant | None = None
    attachments: list[Attachment | ShortText] = Field(default=[], max_length=50)
    customer_id: UUID | None = None
    ticket_id: UUID | None = None

    @field_validator("number")
    @classmethod
    def is_a_number(cls, number: str | None, info: ValidationInfo) -> str | None:
        """One that the caller keeps back is none (IN-02)."""
        if number is not None and info.data.get("channel") in _BY_NUMBER:
            if is_withheld(number):
                return None
            try:
                parse_phone(number)
            except ValueError as error:
                raise PydanticCustomError("phone", str(error), {"zh": "须为电话号码（默认 +86）"}) from None
        return number

    @field_validator("promised_at")
    @classmethod
    def comes_later(cls, promised_at: datetime | None, info: ValidationInfo) -> datetime | None:
        since = info.data.get("occurred_at") or getattr(info.context, "now", None)
        if promised_at and since and promised_at <= since:
            raise PydanticCustomError("too_early", "must lie after the contact", {"zh": "须晚于来访时间"})
        return promised_at

    @property
    def settled(self) -> bool:
        return self.answered or self.article_id is not None

    @property
    def phone(self) -> str | None:
        """In E.164, where the number is one."""
        try:
            return parse_phone(self.number).e164 if self.number else None
        except ValueError:
            return None


class ContactPatch(In):
    """What came of it later; attachments are added to those there are.

    `answered`, or the article that answers, closes the contact. Customer and ticket: where it has none.
    What was written down wrong is mended, the kind only where nothing has followed from it.
    """

    content: Text | None = None
    caller: ShortText | None = None
    kind: PlainKind | None = None
    answered: bool | None = None
    article_id: UUID | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    outcome: Text | None = None
    attachments: list[Attachment | ShortText] = Field(default=[], max_length=50)


class Reason(In):
    reason: Text


class OnlyText(In):
    text: Text


class StepOut(Out):
    """Who climbed a rung and why is told of those that a person climbed."""

    name: Literal["near", "missed", "chased", "answered", "escalated"]
    at: datetime
    by: str | None = None
    reason: FreeText | None = None


class ContactOut(Out):
    id: UUID
    channel: Channel
    direction: Literal["inbound", "outbound"]
    number: Reach | None
    caller: PersonName | None
    kind: Kind
    content: FreeText
    outcome: FreeText | None
    attachments: list[Attachment | str]
    customer_id: UUID | None
    ticket_id: UUID | None
    occurred_at: datetime
    registered_at: datetime
    agent: str
    status: Literal["open", "closed"]
    answered: bool
    answered_at: datetime | None
    article_id: UUID | None
    article_version: int | None
    promised_at: datetime | None
    due_at: datetime | None
    reply: Literal["running", "met", "missed"] | None
    department: str
    steps: list[StepOut]
