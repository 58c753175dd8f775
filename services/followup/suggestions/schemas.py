"""What callers get of a suggestion; its words and its answer are intake's."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.web.fields import Out

State = Literal["open", "answered"]


class SuggestionOut(Out):
    id: UUID
    customer_id: UUID | None
    state: State
    department: str | None
    verdict: str | None
    registered_at: datetime
    answered_at: datetime | None
