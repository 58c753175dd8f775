"""What callers send and get of a suggestion."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import In, Out, ShortText, Text

Status = Literal["registered", "routed", "answered"]


class SuggestionIn(In):
    channel: ShortText
    text: Text
    customer_id: UUID | None = Field(default=None, description="the ticket's or contact's when left out")
    ticket_id: UUID | None = None
    contact_id: UUID | None = None
    department: ShortText | None = None
    serious: bool = Field(default=False, description="goes to the deputy GM at once (IN-18, CO-04)")


class SuggestionPatch(In):
    """Until it is answered the wording may be put right, and it may be found serious."""

    text: Text | None = None
    serious: Literal[True] | None = None


class RouteSuggestion(In):
    department: ShortText


class AnswerSuggestion(In):
    text: Text
    verdict: ShortText = Field(examples=["adopted", "valuable", "declined"])
    valuable: bool | None = Field(
        default=None, description="compiled monthly; left out, what the verdict `valuable` or `adopted` says"
    )


class SuggestionOut(Out):
    id: UUID
    channel: str
    text: FreeText
    customer_id: UUID | None
    ticket_id: UUID | None
    contact_id: UUID | None
    registered_at: datetime
    serious: bool
    status: Status
    department: str | None
    answer: FreeText | None
    verdict: str | None
    valuable: bool
    answered_at: datetime | None


class MonthOut(Out):
    """The valuable suggestions of a month in the order of their verdicts."""

    month: str
    compiled_at: datetime | None
    """None while the month isn't over, and where it has none."""
    items: list[SuggestionOut]
