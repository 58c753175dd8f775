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
Reopened = Literal["not_effective", "same_cause"]


class ImprovementOpenedAlready(Refusal):
    code = "improvement_opened"
    zh = "该投诉已开立改善对策。"
    en = "The complaint has its improvement action already."


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

    def plan_anew(self, *, action: str, owner: str, due_on: date) -> list[Event]:
        """One that is open again gets another action, owner or day. Raises `ImprovementOpenedAlready`."""
        if self.state != "reopened":
            raise ImprovementOpenedAlready
        self.action, self.owner, self.due_on = action, owner, due_on
        return self.open()

    def confirm(self, *, text: str | None, by: str, now: datetime) -> list[Event]:
        self._checked(text, by, now)
        self.state = "confirmed"
        return [ImprovementConfirmed(case_id=self.case_id)]

    def found_wanting(
        self, *, text: str | None, by: str, now: datetime, owner: str | None, due_on: date
    ) -> list[Event]:
        """Its effect was checked and isn't there."""
        self._checked(text, by, now)
        return self.reopen(reason="not_effective", owner=owner, due_on=due_on)

    def reopen(self, *, reason: Reopened, due_on: date, owner: str | None = None) -> list[Event]:
        self.state, self.due_on = "reopened", due_on
        self.owner = owner or self.owner
        return [
            ImprovementReopened(case_id=self.case_id, reason=reason, owner=self.owner, due_on=self.due_on)
        ]

    def overdue(self) -> list[Event]:
        if self.state == "confirmed":
            return []
        return [ImprovementOverdue(case_id=self.case_id, owner=self.owner, due_on=self.due_on)]

    def _checked(self, text: str | None, by: str, now: datetime) -> None:
        if self.state == "confirmed":
            raise ImprovementConfirmedAlready
        self.checked_at, self.checked_by, self.check_text = now, by, text
