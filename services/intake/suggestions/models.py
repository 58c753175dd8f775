"""Tables of the suggestions room: each has a department, an answer and a verdict (IN-18)."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Actor
from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import (
    SuggestionAnswered,
    SuggestionRegistered,
    SuggestionRouted,
    SuggestionsCompiled,
)
from libs.common.web.problems import Refusal
from services.intake.suggestions.rules import DEPUTY_GM
from services.intake.tables import Base


class SuggestionNotRouted(Refusal):
    code = "suggestion_not_routed"
    zh = "请先转给一个部门，再作答复。"
    en = "Route the suggestion to a department before it is answered."


class SuggestionAlreadyAnswered(Refusal):
    code = "suggestion_answered"
    zh = "该建议已经答复。"
    en = "The suggestion has been answered."


class WithDeputyGm(Refusal):
    code = "suggestion_with_deputy_gm"
    zh = "重大建议在主管副总处，由其答复或转交。"
    en = "A serious suggestion is with the deputy GM, who answers it or refers it on."


class Suggestion(Base, Aggregate):
    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint("status IN ('registered', 'routed', 'answered')", name="status"),
        Index("ix_suggestions_customer_id", "customer_id"),
        Index("ix_suggestions_answered_at", "answered_at"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"text", "answer"})

    channel: Mapped[str]
    text: Mapped[str]
    customer_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    registered_at: Mapped[datetime]
    serious: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="registered")
    department: Mapped[str | None]
    answer: Mapped[str | None]
    verdict: Mapped[str | None]
    valuable: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]

    def registered(self) -> list[Event]:
        """A serious one is the deputy GM's from the first moment (IN-18, CO-04)."""
        if self.serious:
            self.department = DEPUTY_GM
        self.status = "routed" if self.department else "registered"
        return [
            SuggestionRegistered(
                channel=self.channel,
                customer_id=self.customer_id,
                department=self.department,
                serious=self.serious,
            )
        ]

    def reword(self, text: str) -> None:
        self._refuse_answered()
        self.text = text

    def mark_serious(self) -> list[Event]:
        """It goes to the deputy GM at once, whoever had it (IN-18, CO-04)."""
        self._refuse_answered()
        if self.serious:
            return []
        self.serious = True
        return self._hand_to(DEPUTY_GM)

    def route(self, *, department: str, by: Actor) -> list[Event]:
        """Raises `WithDeputyGm`: a serious one is referred on by the deputy GM."""
        self._refuse_answered()
        self._refuse_before_deputy_gm(by)
        return self._hand_to(department)

    def give_answer(
        self, *, text: str, verdict: str, valuable: bool, by: Actor, now: datetime
    ) -> list[Event]:
        """Raises `SuggestionNotRouted`, `WithDeputyGm`."""
        if self.department is None:
            raise SuggestionNotRouted
        self._refuse_answered()
        self._refuse_before_deputy_gm(by)
        self.answer, self.verdict, self.status = text, verdict, "answered"
        self.valuable, self.answered_at = valuable, now
        return [SuggestionAnswered(verdict=verdict, customer_id=self.customer_id, valuable=valuable)]

    def _hand_to(self, department: str) -> list[Event]:
        self.department, self.status = department, "routed"
        return [SuggestionRouted(department=department, customer_id=self.customer_id, serious=self.serious)]

    def _refuse_answered(self) -> None:
        if self.status == "answered":
            raise SuggestionAlreadyAnswered

    def _refuse_before_deputy_gm(self, by: Actor) -> None:
        if self.serious and self.department == DEPUTY_GM and not by.has(DEPUTY_GM):
            raise WithDeputyGm


class Compilation(Base, Aggregate):
    """The valuable suggestions of a month, by the day of the verdict (IN-18)."""

    __tablename__ = "suggestion_compilations"
    personal: ClassVar[frozenset[str]] = frozenset()

    month: Mapped[str] = mapped_column(unique=True)
    """`2026-11`, at the site."""
    suggestion_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    compiled_at: Mapped[datetime]

    def compile(self, suggestions: Sequence[Suggestion], *, now: datetime) -> list[Event]:
        """Again where an answer of the month's last moment came in after it was over."""
        self.suggestion_ids = [suggestion.id for suggestion in suggestions]
        self.compiled_at = now
        return [SuggestionsCompiled(month=self.month, suggestion_ids=self.suggestion_ids)]
