"""What callers send and get of a dissatisfaction."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import Day, In, Out, Text

State = Literal["open", "settled", "checked"]


class Settle(In):
    """`check_on`: the day on which the customer is asked whether the action helped."""

    action: Text
    check_on: Day


class DissatisfactionOut(Out):
    id: UUID
    state: State
    source: Literal["survey", "followup"]
    source_id: UUID
    ticket_id: UUID | None
    about_case_id: UUID | None
    complaint_id: UUID | None
    customer_id: UUID | None
    technician_id: UUID | None
    poor: list[str]
    text: FreeText
    reported_at: datetime
    action: FreeText | None
    check_on: date | None
    settled_by: str | None
    settled_at: datetime | None
    checked_at: datetime | None
