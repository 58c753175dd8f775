"""A penalty from its fact to its publication (CO-15)."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import ClassVar, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.database import Aggregate
from libs.common.events.complaints import (
    PenaltyConfirmed,
    PenaltyIssued,
    PenaltyObjected,
    PenaltyProposed,
    PenaltyRuled,
    PenaltyWithdrawn,
)
from libs.common.events.envelope import Event
from libs.common.money import Money
from services.complaints.cases.values import ConductCause
from services.complaints.penalties.refusals import (
    ObjectedAlready,
    ObjectionLate,
    ObjectionOpen,
    PenaltyWrongStatus,
)
from services.complaints.penalties.values import (
    ADMINISTRATIVE,
    Cause,
    Evidence,
    Objection,
    Ruling,
    Sanction,
    Status,
    SubjectKind,
)
from services.complaints.tables import Base
from services.complaints.values import Value

_FACT = "fact_withdrawn"


class Penalty(Base, Aggregate):
    """`subject`: the technician's id, or another person's sign-in name, a department or a partner."""

    __tablename__ = "penalties"
    __table_args__ = (
        CheckConstraint(f"status IN {get_args(Status)}", name="status"),
        CheckConstraint(f"sanction IN {get_args(Sanction)}", name="sanction"),
        Index("ix_penalties_ticket_id", "ticket_id"),
        Index("ix_penalties_case_id", "case_id"),
        Index("ix_penalties_subject", "subject"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"evidence", "objection"})

    case_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    cause: Mapped[Cause] = mapped_column(Text)
    conduct_cause: Mapped[ConductCause | None] = mapped_column(Text)
    subject_kind: Mapped[SubjectKind] = mapped_column(Text, default="person")
    subject: Mapped[str]
    technician_id: Mapped[UUID | None]
    sanction: Mapped[Sanction] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Numeric(17, 2))
    currency: Mapped[str]
    evidence: Mapped[Evidence] = mapped_column(Value(Evidence))
    status: Mapped[Status] = mapped_column(Text, default="proposed")
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    object_until: Mapped[datetime | None]
    objection: Mapped[Objection | None] = mapped_column(Value(Objection))
    ruling: Mapped[Ruling | None] = mapped_column(Value(Ruling))
    withdrawn_because: Mapped[str | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def administrative(self) -> bool:
        return self.sanction in ADMINISTRATIVE

    @property
    def withdrawn_with_its_fact(self) -> bool:
        return self.status == "withdrawn" and self.withdrawn_because == _FACT

    def propose(self) -> list[Event]:
        self.status, self.withdrawn_because = "proposed", None
        self.confirmed_by = self.object_until = self.objection = self.ruling = None
        evidence = self.evidence.event_id or self.evidence.case_id
        assert evidence
        return [
            PenaltyProposed(
                case_id=self.case_id,
                cause=self.cause,
                subject_kind=self.subject_kind,
                subject=self.subject,
                sanction=self.sanction,
                amount=self.amount,
                currency=self.currency,
                evidence=evidence,
                ticket_id=self.ticket_id,
                technician_id=self.technician_id,
            )
        ]

    def withdraw_fact(self) -> list[Event]:
        """A later judgement took the fact back (DI-08); what the GM approved stays."""
        self._must_be("proposed", "confirmed", "objected", "ruled", "noticed")
        self.status, self.withdrawn_because = "withdrawn", _FACT
        return [PenaltyWithdrawn(reason=_FACT)]

    def confirm(self, *, objection_days: int, act: Act) -> list[Event]:
        """From now on the person may object."""
        self._must_be("proposed")
        self.status = "confirmed"
        self.confirmed_by = act.actor.subject
        self.object_until = act.now + timedelta(days=objection_days)
        return [PenaltyConfirmed()]

    def object(self, text: str, *, act: Act) -> list[Event]:
        """Once, in time, and before the GM's word; a ruling made before it is made again."""
        self._must_be("confirmed", "ruled", "noticed")
        assert self.object_until
        if self.objection:
            raise ObjectedAlready
        if act.now > self.object_until:
            raise ObjectionLate(until=self.object_until.isoformat())
        self.objection = Objection(by=act.actor.subject, at=act.now, text=text)
        self.status = "objected"
        return [PenaltyObjected(text_hash=sha256(text.encode()).hexdigest())]

    def rule(
        self, *, sanction: Sanction | None, amount: Money | None, reason: str | None, act: Act
    ) -> list[Event]:
        """The deputy GM on amount and kind; what isn't given stays."""
        self._ruled(reason, act)
        self.status = "ruled"
        self.sanction = sanction or self.sanction
        self.amount = self.amount if amount is None else amount.amount
        return [PenaltyRuled(sanction=self.sanction, amount=self.amount, currency=self.currency)]

    def withdraw(self, *, reason: str | None, act: Act) -> list[Event]:
        self._ruled(reason, act)
        self.status, self.withdrawn_because = "withdrawn", "ruling"
        return [PenaltyWithdrawn(reason="ruling")]

    def notice(self) -> list[Event]:
        self._must_be("ruled")
        self.status = "noticed"
        return []

    def approve(self, *, act: Act) -> list[Event]:
        self._must_be("noticed")
        if not self.objection and self.object_until and act.now <= self.object_until:
            raise ObjectionOpen(until=self.object_until.isoformat())
        self.status = "approved"
        self.approved_by, self.approved_at = act.actor.subject, act.now
        return [
            PenaltyIssued(
                cause=self.cause,
                subject_kind=self.subject_kind,
                subject=self.subject,
                sanction=self.sanction,
                amount=self.amount,
                currency=self.currency,
                case_id=self.case_id,
                ticket_id=self.ticket_id,
                technician_id=self.technician_id,
            )
        ]

    def publish(self) -> list[Event]:
        self._must_be("approved")
        self.status = "published"
        return []

    def _ruled(self, reason: str | None, act: Act) -> None:
        self._must_be("confirmed", "objected")
        self.ruling = Ruling(by=act.actor.subject, at=act.now, reason=reason)

    def _must_be(self, *statuses: Status) -> None:
        if self.status not in statuses:
            raise PenaltyWrongStatus(status=self.status, needed=" / ".join(statuses))
