"""What a reader gets of a customer's history."""

from datetime import datetime
from uuid import UUID

from libs.common.web.fields import Out


class TimelineItem(Out):
    """`type` is the event's name, `ref` the id of the ticket, visit, survey, case or unit."""

    at: datetime
    service: str
    type: str
    summary: str
    ref: UUID
