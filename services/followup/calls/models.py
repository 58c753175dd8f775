"""Table of the calls room: a reason to speak with a customer, and each attempt at it (FU-06)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.followup import (
    FollowUpDone,
    FollowUpScheduled,
    FollowUpUnreachable,
    RepairNotEffective,
)
from libs.common.web.problems import Refusal
from services.followup.calls import rules
from services.followup.customers.models import OfCustomer
from services.followup.tables import Base


class FollowUpEnded(Refusal):
    code = "follow_up_ended"
    zh = "该回访已结束（{status}）。"
    en = "The follow-up has ended ({status})."


class FollowUp(Base, Aggregate, OfCustomer):
    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint(
            "reason IN ('effect', 'interval', 'monthly', 'contract_ending', 'check', 'promised')",
            name="reason",
        ),
        CheckConstraint("status IN ('open', 'done', 'refused', 'unreachable', 'cancelled')", name="status"),
        CheckConstraint("effect IN ('fixed', 'not_fixed')", name="effect"),
        Index("ix_follow_ups_open_due_at", "due_at", postgresql_where="status = 'open'"),
        Index("ix_follow_ups_customer_id", "customer_id"),
        Index("ix_follow_ups_ticket_id", "ticket_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"attempts"})

    reason: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    due_at: Mapped[datetime]
    ticket_id: Mapped[UUID | None]
    source_id: Mapped[UUID | None]
    """What it is about: the visit or closing, the contract, the dissatisfaction."""
    source_at: Mapped[datetime | None]
    agent: Mapped[str | None]
    """Whose call it is; None: whoever has time."""
    attempts: Mapped[list[dict[str, Any]]]
    tries: Mapped[int] = mapped_column(default=0)
    """Attempts that nobody answered and that count, since the customer was last spoken with."""
    call_back_at: Mapped[datetime | None]
    effect: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    def scheduled(self) -> list[Event]:
        return [
            FollowUpScheduled(
                reason=self.reason,
                due_at=self.due_at,
                customer_id=self.customer_id,
                ticket_id=self.ticket_id,
            )
        ]

    def refuse_when_ended(self) -> None:
        if self.status != "open":
            raise FollowUpEnded(status=self.status)

    def note(self, attempt: dict[str, Any]) -> None:
        self.attempts = [*self.attempts, attempt]

    def finish(self, *, effect: str | None, at: datetime) -> list[Event]:
        """Spoken with; "not fixed" tells intake to re-open as a repeat repair (FU-04)."""
        self.effect = effect
        happened: list[Event] = [self._end("done", at)]
        if effect == "not_fixed" and self.ticket_id is not None:
            happened.append(RepairNotEffective(ticket_id=self.ticket_id, said_at=at))
        return happened

    def give_up_refused(self, *, at: datetime) -> list[Event]:
        """The customer doesn't want to be asked: answered all the same."""
        return [self._end("refused", at)]

    def why_not_counted(self, at: datetime) -> rules.NotCounted | None:
        """Of an attempt at `at` that nobody answered."""
        unanswered = [one for one in self.attempts if one["result"] == "no_answer"]
        tried = [datetime.fromisoformat(one["at"]) for one in unanswered if not one.get("not_counted")]
        return rules.why_not_counted(at, tried=tried, call_back_at=self.call_back_at)

    def no_answer(self, *, counted: bool, next_at: datetime, attempts: int, at: datetime) -> list[Event]:
        """Tried again at `next_at` or when the customer asked for it, until so many tries counted (FU-06)."""
        self.tries += counted
        if self.call_back_at is None or self.call_back_at <= at:
            self.call_back_at = None
            self.due_at = max(self.due_at, next_at)
        if self.tries < attempts:
            return []
        self.status, self.ended_at = "unreachable", at
        return [
            FollowUpUnreachable(reason=self.reason, customer_id=self.customer_id, ticket_id=self.ticket_id)
        ]

    def call_back(self, *, call_back_at: datetime, agent: str) -> None:
        """Inconvenient now: at the time the customer asked for, by whoever promised it.

        Reached once, so what went unanswered before no longer counts.
        """
        self.tries = 0
        self.due_at = self.call_back_at = call_back_at
        self.agent = agent

    def cancel(self, *, at: datetime) -> None:
        self.status, self.ended_at = "cancelled", at

    def _end(self, status: str, at: datetime) -> Event:
        self.status, self.ended_at, self.call_back_at = status, at, None
        return FollowUpDone(
            reason=self.reason,
            customer_id=self.customer_id,
            ticket_id=self.ticket_id,
            effect=self.effect,  # type: ignore[arg-type]
            result=status,  # type: ignore[arg-type]
        )
