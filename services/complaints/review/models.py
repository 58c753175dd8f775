"""The GM's office's monthly review and notices of reward or penalty (CO-16)."""

from datetime import date, datetime
from typing import Any, ClassVar, Literal, get_args
from uuid import UUID

from msgspec import convert
from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.complaints import (
    MonthlyReviewDone,
    MonthlyReviewDue,
    MonthlyReviewOverdue,
    NoticeIssued,
    ResponsibleUnit,
)
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.tables import Base

NoticeKind = Literal["reward", "penalty"]
NoticeStatus = Literal["written", "approved"]


class NoticeApproved(Refusal):
    code = "notice_approved"
    zh = "奖罚通知单已核准，不可更改。"
    en = "The notice is approved and can't be changed."


class ReviewDone(Refusal):
    code = "review_done"
    zh = "该月检讨已完成。"
    en = "The review of the month is done."


class Notice(Base, Aggregate):
    """Commendation, money or bonus deduction for a department or person; the GM approves it."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"kind IN {get_args(NoticeKind)}", name="kind"),
        CheckConstraint(f"status IN {get_args(NoticeStatus)}", name="status"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[NoticeKind] = mapped_column(Text)
    subject: Mapped[str]
    text: Mapped[str]
    penalty_id: Mapped[UUID | None] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    """The case that a notice without a penalty is about."""
    status: Mapped[NoticeStatus] = mapped_column(Text)
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]

    def change(self, *, subject: str | None, text: str | None) -> list[Event]:
        self._must_be_open()
        self.subject, self.text = subject or self.subject, text or self.text
        return []

    def approve(self, *, act: Act) -> list[Event]:
        self._must_be_open()
        self.status = "approved"
        self.approved_by, self.approved_at = act.actor.subject, act.now
        return [
            NoticeIssued(
                kind=self.kind, subject=self.subject, penalty_id=self.penalty_id, case_id=self.case_id
            )
        ]

    def _must_be_open(self) -> None:
        if self.status == "approved":
            raise NoticeApproved


class MonthlyReview(Base, Aggregate):
    """`month`: whose closed cases are reviewed; there once it is over, if it has any."""

    __tablename__ = "monthly_reviews"

    month: Mapped[str] = mapped_column(unique=True)
    due_on: Mapped[date]
    overdue_at: Mapped[datetime | None]
    units: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{case_id, unit}`: the responsible units for bonus deductions."""
    minutes: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]

    def begin(self) -> list[Event]:
        """The month is over: the GM's office is told by when."""
        return [] if self.done_at else [MonthlyReviewDue(month=self.month, due_on=self.due_on)]

    def complete(
        self, *, cases: list[UUID], units: list[dict[str, Any]], minutes: str | None, act: Act
    ) -> list[Event]:
        if self.done_at:
            raise ReviewDone
        self.units, self.minutes = units, minutes
        self.done_at, self.done_by = act.now, act.actor.subject
        decided = tuple(convert(unit, ResponsibleUnit) for unit in units)
        return [MonthlyReviewDone(month=self.month, cases=cases, units=decided)]

    def overdue(self, *, now: datetime) -> list[Event]:
        if self.done_at:
            return []
        self.overdue_at = now
        return [MonthlyReviewOverdue(month=self.month, due_on=self.due_on)]
