"""Personnel announcements of approved administrative punishments (CO-16)."""

from datetime import datetime
from typing import ClassVar, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.complaints import PersonnelAnnounced
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.tables import Base

AnnouncementStatus = Literal["drafted", "published"]


class AnnouncementPublished(Refusal):
    code = "announcement_published"
    zh = "人事公布单已公布。"
    en = "The personnel announcement is published already."


class PersonnelAnnouncement(Base, Aggregate):
    """Of an approved administrative punishment; HR publishes it."""

    __tablename__ = "personnel_announcements"
    __table_args__ = (CheckConstraint(f"status IN {get_args(AnnouncementStatus)}", name="status"),)
    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    penalty_id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[str]
    sanction: Mapped[str]
    text: Mapped[str | None]
    status: Mapped[AnnouncementStatus] = mapped_column(Text)
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]

    def change(self, *, text: str) -> None:
        self.must_be_drafted()
        self.text = text

    def publish(self, *, act: Act) -> list[Event]:
        self.must_be_drafted()
        self.status = "published"
        self.published_at, self.published_by = act.now, act.actor.subject
        return [PersonnelAnnounced(subject=self.subject, sanction=self.sanction, penalty_id=self.penalty_id)]

    def must_be_drafted(self) -> None:
        if self.status == "published":
            raise AnnouncementPublished
