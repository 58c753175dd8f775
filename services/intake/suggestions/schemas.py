"""What callers send and get of a suggestion."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.web.fields import In, Out, ShortText, Text


class SuggestionIn(In):
    channel: ShortText
    text: Text
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    department: ShortText | None = None


class SuggestionPatch(In):
    """The wording may be put right until it is answered."""

    text: Text | None = None


class RouteSuggestion(In):
    department: ShortText


class AnswerSuggestion(In):
    text: Text
    verdict: ShortText


class SuggestionOut(Out):
    id: UUID
    channel: str
    text: str
    customer_id: UUID | None
    ticket_id: UUID | None
    contact_id: UUID | None
    registered_at: datetime
    status: Literal["registered", "routed", "answered"]
    department: str | None
    answer: str | None
    verdict: str | None
