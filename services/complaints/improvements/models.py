"""Improvement actions: tracked until their effect is confirmed (CO-17)."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.complaints import (
    ImprovementConfirmed,
    ImprovementOpened,
    ImprovementOverdue,
    ImprovementReopened,
)
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.tables import Base

State = Literal["open", "confirmed", "reopened"]


class ImprovementConfirmedAlready(Refusal):
    code = "improvement_confirmed"
    zh = "改善对策的效果已确认。"
    en = "The improvement's effect is confirmed already."


class Improvement(Base, Aggregate):
    """One for a case; the same cause again re-opens it."""

    __tablename__ = "improvements"
    __table_args__ = (CheckConstraint(f"state IN {get_args(State)}", name="state"),)

    case_id: Mapped[UUID] = mapped_column(unique=True)
    action: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[State] = mapped_column(Text, default="open")
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]
    check_text: Mapped[str | None]

    def open(self) -> list[Event]:
        return [ImprovementOpened(case_id=self.case_id, owner=self.owner, due_on=self.due_on)]

    def check(self, *, effective: bool, text: str | None, by: str, now: datetime) -> list[Event]:
        """Its effect is checked: confirmed, or open again."""
        if self.state == "confirmed":
            raise ImprovementConfirmedAlready
        self.checked_at, self.checked_by, self.check_text = now, by, text
        self.state = "confirmed" if effective else "reopened"
        if effective:
            return [ImprovementConfirmed(case_id=self.case_id)]
        return [ImprovementReopened(case_id=self.case_id)]

    def reopen(self) -> list[Event]:
        """The same cause came again."""
        self.state = "reopened"
        return [ImprovementReopened(case_id=self.case_id, reason="same_cause")]

    def overdue(self) -> list[Event]:
        if self.state == "confirmed":
            return []
        return [ImprovementOverdue(case_id=self.case_id, owner=self.owner, due_on=self.due_on)]
