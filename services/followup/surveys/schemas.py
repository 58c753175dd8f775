"""What callers send and get of a survey (api.md, Follow-up)."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import StringConstraints

from libs.common.events.followup import Grade
from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import At, In, Out
from services.followup.links import Links
from services.followup.surveys.models import ITEMS, State, Survey

Opinion = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Answers(In):
    """The four items at four levels, and what else the customer has to say (FU-01)."""

    attitude: Grade
    technique: Grade
    arrival: Grade
    promises: Grade
    opinion: Opinion = ""

    @property
    def grades(self) -> dict[str, Grade]:
        return {item: getattr(self, item) for item in ITEMS}


class TypedAnswers(Answers):
    """Heard on the phone or typed from paper."""

    channel: Literal["phone", "paper", "letter", "email", "visit"] | None = None
    at: At = None


class AnsweredOut(Out):
    """What a customer with a link gets."""

    status: State
    answered_at: datetime


class SurveyOut(Out):
    id: UUID
    link: str
    status: State
    about: Literal["ticket", "case"]
    ticket_id: UUID | None
    case_id: UUID | None
    customer_id: UUID | None
    resolution: int
    given: Literal["paper", "link", "device"]
    visit_id: UUID | None
    technician_id: UUID | None
    sent_at: datetime
    expires_at: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
    channel: str | None
    attitude: Grade | None
    technique: Grade | None
    arrival: Grade | None
    promises: Grade | None
    opinion: FreeText | None

    @classmethod
    def of(cls, survey: Survey, *, links: Links, now: datetime) -> Self:
        derived = {
            "link": links.link(survey.id, survey.nonce),
            "status": survey.state(now),
            "case_id": survey.about_id if survey.about == "case" else None,
        }
        own = {name: getattr(survey, name) for name in cls.model_fields if name not in derived}
        return cls.model_validate({**own, **derived})
