"""Table of the surveys room: four items at four levels, asked once for each resolution (FU-01, FU-02)."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.followup import Grade, SuggestionVoiced, SurveyCompleted, SurveySent
from libs.common.web.problems import Forbidden, Refusal
from services.followup.customers.models import OfCustomer
from services.followup.surveys.words import voices_complaint, voices_suggestion
from services.followup.tables import Base

ITEMS = ("attitude", "technique", "arrival", "promises")
LEVELS: tuple[Grade, ...] = ("very_satisfied", "satisfied", "fair", "poor")
State = Literal["sent", "answered", "expired"]


class SurveyAnswered(Refusal):
    code = "survey_answered"
    zh = "该调查已经提交，不能再改。"
    en = "The survey was answered before and is locked."


class SurveyExpired(Refusal):
    status = 410
    code = "survey_expired"
    zh = "该调查链接已过期。"
    en = "The link to this survey has expired."


class OwnWork(Forbidden):
    code = "own_work"
    zh = "不能为自己的工作填写调查。"
    en = "Nobody answers a survey about their own work."


class Survey(Base, Aggregate, OfCustomer):
    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("about IN ('ticket', 'case')", name="about"),
        CheckConstraint("given IN ('paper', 'link', 'device')", name="given"),
        CheckConstraint("status IN ('sent', 'answered')", name="status"),
        Index("uq_surveys_about_id_resolution", "about_id", "resolution", unique=True),
        Index("ix_surveys_ticket_id", "ticket_id"),
        Index("ix_surveys_customer_id", "customer_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"opinion", "nonce"})

    about: Mapped[str]
    about_id: Mapped[UUID]
    ticket_id: Mapped[UUID | None]
    resolution: Mapped[int]
    given: Mapped[str]
    visit_id: Mapped[UUID | None]
    technician_id: Mapped[UUID | None]
    technician: Mapped[str | None]
    workers: Mapped[list[str]]
    """Sign-in names of those whose work it asks about."""
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default="sent")
    answered_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    typed_by: Mapped[str | None]
    attitude: Mapped[str | None]
    technique: Mapped[str | None]
    arrival: Mapped[str | None]
    promises: Mapped[str | None]
    opinion: Mapped[str | None]

    def state(self, now: datetime) -> State:
        if self.status == "answered":
            return "answered"
        return "expired" if now >= self.expires_at else "sent"

    def sent(self) -> list[Event]:
        return [
            SurveySent(
                about="case" if self.about == "case" else "ticket",
                about_id=self.about_id,
                ticket_id=self.ticket_id,
                given=self.given,
                resolution=self.resolution,
            )
        ]

    def refuse_by_link(self, now: datetime) -> None:
        """Raises `SurveyAnswered`, `SurveyExpired`."""
        if self.status == "answered":
            raise SurveyAnswered
        if now >= self.expires_at:
            raise SurveyExpired

    def refuse_own_work(self, subject: str) -> None:
        if subject in self.workers:
            raise OwnWork

    def answer(
        self,
        grades: Mapping[str, Grade],
        *,
        opinion: str | None,
        channel: str,
        typed_by: str | None,
        at: datetime,
    ) -> list[Event]:
        """Locked from now on. Raises `SurveyAnswered`."""
        if self.status == "answered":
            raise SurveyAnswered
        self.attitude, self.technique = grades["attitude"], grades["technique"]
        self.arrival, self.promises = grades["arrival"], grades["promises"]
        self.opinion, self.channel, self.typed_by = opinion, channel, typed_by
        self.status, self.answered_at = "answered", at
        happened: list[Event] = [self._completed(grades)]
        if opinion and voices_suggestion(opinion):
            happened.append(
                SuggestionVoiced(ticket_id=self.ticket_id, customer_id=self.customer_id, text=opinion)
            )
        return happened

    @property
    def poor(self) -> list[str]:
        return [item for item in ITEMS if getattr(self, item) == "poor"]

    @property
    def dissatisfied(self) -> bool:
        """Any "poor", or words of complaint (FU-02)."""
        return bool(self.poor) or voices_complaint(self.opinion or "")

    def _completed(self, grades: Mapping[str, Grade]) -> SurveyCompleted:
        return SurveyCompleted(
            about=cast(Literal["ticket", "case"], self.about),
            about_id=self.about_id,
            ticket_id=self.ticket_id,
            customer_id=self.customer_id,
            channel=self.channel or "link",
            technician_id=self.technician_id,
            **grades,
        )
