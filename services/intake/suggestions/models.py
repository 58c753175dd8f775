"""Table of the suggestions room: each has a department, an answer and a verdict (IN-18)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import SuggestionAnswered, SuggestionRegistered, SuggestionRouted
from libs.common.web.problems import Refusal
from services.intake.tables import Base


class SuggestionNotRouted(Refusal):
    code = "suggestion_not_routed"
    zh = "请先转给一个部门，再作答复。"
    en = "Route the suggestion to a department before it is answered."


class SuggestionAlreadyAnswered(Refusal):
    code = "suggestion_answered"
    zh = "该建议已经答复。"
    en = "The suggestion has been answered."


class Suggestion(Base, Aggregate):
    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint("status IN ('registered', 'routed', 'answered')", name="status"),
        Index("ix_suggestions_customer_id", "customer_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"text", "answer"})

    channel: Mapped[str]
    text: Mapped[str]
    customer_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    registered_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="registered")
    department: Mapped[str | None]
    answer: Mapped[str | None]
    verdict: Mapped[str | None]

    def registered(self) -> list[Event]:
        return [
            SuggestionRegistered(
                channel=self.channel, customer_id=self.customer_id, department=self.department
            )
        ]

    def reword(self, text: str) -> None:
        if self.status == "answered":
            raise SuggestionAlreadyAnswered
        self.text = text

    def route(self, *, department: str) -> list[Event]:
        if self.status == "answered":
            raise SuggestionAlreadyAnswered
        self.department, self.status = department, "routed"
        return [SuggestionRouted(department=department, customer_id=self.customer_id)]

    def give_answer(self, *, text: str, verdict: str) -> list[Event]:
        if self.department is None:
            raise SuggestionNotRouted
        if self.status == "answered":
            raise SuggestionAlreadyAnswered
        self.answer, self.verdict, self.status = text, verdict, "answered"
        return [SuggestionAnswered(verdict=verdict, customer_id=self.customer_id)]
