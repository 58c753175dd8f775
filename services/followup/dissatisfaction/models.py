"""Table of the dissatisfaction room: each ends in an action and a later check (FU-10)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.followup import DissatisfactionReported, DissatisfactionSettled
from libs.common.web.problems import Refusal
from services.followup.customers.models import OfCustomer
from services.followup.tables import Base


class DissatisfactionNotOpen(Refusal):
    code = "dissatisfaction_settled"
    zh = "该不满意记录已处理。"
    en = "The dissatisfaction has been settled."


class Dissatisfaction(Base, Aggregate, OfCustomer):
    """`open` → `settled` with an action → `checked`; a check that fails opens it again."""

    __tablename__ = "dissatisfactions"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'settled', 'checked')", name="state"),
        CheckConstraint("source IN ('survey', 'followup')", name="source"),
        Index("ix_dissatisfactions_reported_at", "reported_at"),
        Index("ix_dissatisfactions_customer_id", "customer_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"text", "action"})

    state: Mapped[str] = mapped_column(default="open")
    source: Mapped[str]
    source_id: Mapped[UUID]
    ticket_id: Mapped[UUID | None]
    about_case_id: Mapped[UUID | None]
    """The case whose handling it is about."""
    complaint_id: Mapped[UUID | None]
    """The case that complaints registered for it."""
    technician_id: Mapped[UUID | None]
    technician: Mapped[str | None]
    poor: Mapped[list[str]]
    text: Mapped[str]
    reported_at: Mapped[datetime]
    action: Mapped[str | None]
    check_on: Mapped[date | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]

    def reported(self) -> list[Event]:
        return [
            DissatisfactionReported(
                source="survey" if self.source == "survey" else "followup",
                source_id=self.source_id,
                ticket_id=self.ticket_id,
                case_id=self.about_case_id,
                customer_id=self.customer_id,
                poor=list(self.poor),
                text=self.text,
                reported_at=self.reported_at,
                technician_id=self.technician_id,
                user=self.technician,
            )
        ]

    def settle(self, *, action: str, check_on: date, by: str, at: datetime) -> list[Event]:
        if self.state != "open":
            raise DissatisfactionNotOpen
        self.state, self.action, self.check_on = "settled", action, check_on
        self.settled_by, self.settled_at = by, at
        return [DissatisfactionSettled(action=action)]

    def checked(self, *, satisfied: bool, at: datetime) -> None:
        """Whoever is still dissatisfied, or couldn't be asked, is on the open list again."""
        self.state = "checked" if satisfied else "open"
        self.checked_at = at
