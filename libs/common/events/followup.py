"""Events that follow-up publishes."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.events.envelope import Event, Topic
from libs.common.events.privacy import Erased, Gathered

CONTACTS = Topic("aftercare.followup.contacts", "followup", "surveys and calls; key: each one")
NOTICES = Topic("aftercare.followup.notices", "followup", "what a customer was told; key: the call")

Grade = Literal["very_satisfied", "satisfied", "fair", "poor"]


@CONTACTS.event
class FollowUpScheduled(Event, frozen=True):
    reason: str
    due_at: datetime
    customer_id: UUID | None
    ticket_id: UUID | None


@CONTACTS.event
class FollowUpDone(Event, frozen=True):
    """An answered call; resets the interval clock (FU-03). `refused`: the customer wanted no questions."""

    reason: str
    customer_id: UUID | None
    ticket_id: UUID | None
    effect: Literal["fixed", "not_fixed"] | None = None
    result: Literal["done", "refused"] = "done"


@CONTACTS.event
class FollowUpUnreachable(Event, frozen=True):
    reason: str
    customer_id: UUID | None
    ticket_id: UUID | None


@CONTACTS.event
class SurveySent(Event, frozen=True):
    """`resolution`: which closing of the ticket or case it asks about (FU-02)."""

    about: Literal["ticket", "case"]
    about_id: UUID
    ticket_id: UUID | None
    given: str
    resolution: int


@CONTACTS.event
class SurveyCompleted(Event, frozen=True):
    """Four items × four levels (FU-01); the opinion stays with follow-up."""

    about: Literal["ticket", "case"]
    about_id: UUID
    ticket_id: UUID | None
    customer_id: UUID | None
    channel: str
    attitude: Grade
    technique: Grade
    arrival: Grade
    promises: Grade
    technician_id: UUID | None = None


@CONTACTS.event
class SuggestionVoiced(Event, frozen=True):
    """A suggestion in a survey or call; intake gives it a department and an answer (IN-18)."""

    ticket_id: UUID | None
    customer_id: UUID | None
    text: str


@CONTACTS.event
class DissatisfactionReported(Event, frozen=True):
    """A "poor" or words of complaint: complaints registers a linked case (FU-02, FU-10)."""

    source: Literal["survey", "followup"]
    source_id: UUID
    ticket_id: UUID | None
    case_id: UUID | None
    customer_id: UUID | None
    poor: list[str]
    text: str
    reported_at: datetime
    technician_id: UUID | None = None
    user: str | None = None


@CONTACTS.event
class DissatisfactionSettled(Event, frozen=True):
    action: str


@CONTACTS.event
class RepairNotEffective(Event, frozen=True):
    """The effect call heard "not fixed": intake re-opens as repeat repair (FU-04)."""

    ticket_id: UUID
    said_at: datetime


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something by survey or call."""

    channel: str
    ticket_id: UUID | None
    text_hash: str


@NOTICES.event
class PersonalDataGathered(Gathered, frozen=True):
    pass


@NOTICES.event
class PersonalDataErased(Erased, frozen=True):
    pass
