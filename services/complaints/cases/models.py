"""The complaint case: a chain of numbered forms from the registration to the closing (CO-01 … CO-20)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, get_args

from msgspec.structs import replace
from sqlalchemy import CheckConstraint, Index

from libs.common.act import Act
from libs.common.events.complaints import ComplaintClosed, ComplaintRegistered
from libs.common.events.envelope import Event
from services.complaints.cases import rules
from services.complaints.cases.answering import Answering
from services.complaints.cases.handling import SERVICE_MANAGER
from services.complaints.cases.refusals import (
    CallOnMissing,
    CustomerNotTold,
    ImprovementMissing,
    NotAccepted,
    ResponsibilityOpen,
    SeverityStands,
)
from services.complaints.cases.values import Class, ConductCause, Severity, Status
from services.complaints.tables import Base


class Case(Answering, Base):
    """`id` stays over all forms of the case; the form in hand is `form_no`."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"status IN {get_args(Status)}", name="status"),
        CheckConstraint(f"complaint_class IN {get_args(Class)}", name="complaint_class"),
        CheckConstraint(f"conduct_cause IN {get_args(ConductCause)}", name="conduct_cause"),
        CheckConstraint(f"severity IN {get_args(Severity)}", name="severity"),
        Index("ix_cases_ticket_id", "ticket_id"),
        Index("ix_cases_closed_at", "closed_at"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"customer", "demand", "text"})

    def registered(self, *, act: Act) -> list[Event]:
        """A serious one goes to the deputy GM at once (CO-04)."""
        product = self.product or {}
        event = ComplaintRegistered(
            form_no=self.form_no,
            ticket_id=self.ticket_id,
            customer_id=self.customer_id,
            complaint_class=self.complaint_class,
            severity=self.severity,
            conduct_cause=self.conduct_cause,
            cause_code=self.cause_code,
            channel=self.channel,
            received_at=self.received_at,
            lot=(self.order or {}).get("lot"),
            model=product.get("model"),
        )
        return [event, *self._to_deputy_gm(act)]

    def change(self, fields: Mapping[str, object], *, act: Act) -> list[Event]:
        """Take the new values; one that becomes serious goes to the deputy GM at once (CO-04).

        Which way it goes is settled before its remedy is approved, and only the service manager calls a
        serious one minor.
        """
        self.must_be_open()
        if fields.get("severity", self.severity) != self.severity:
            if self.serious and not act.actor.has(SERVICE_MANAGER):
                raise SeverityStands
            self.must_be("registered", "assigned", "investigating", "reported", "decided", "refused")
        was_serious = self.serious
        for name, value in fields.items():
            setattr(self, name, value)
        return [] if was_serious else self._to_deputy_gm(act)

    def close(self, *, improvement_opened: bool, carried_out_on: date, now: datetime) -> list[Event]:
        """CO-20, refused with what is missing."""
        self._ready_to_close(improvement_opened)
        if self.decision:
            self.decision = replace(self.decision, carried_out_on=carried_out_on)
        self.status = "closed"
        self.closed_at = now
        return [
            ComplaintClosed(
                form_no=self.form_no,
                ticket_id=self.ticket_id,
                customer_id=self.customer_id,
                received_at=self.received_at,
                established=self.not_established is None,
                complaint_class=self.complaint_class,
                handlers=self.handlers,
            )
        ]

    @property
    def nothing_to_carry_out(self) -> bool:
        """Once told, the customer needn't accept what costs nothing; all else is accepted first (CO-11)."""
        return self.decision is None or self.decision.kind in rules.WITHOUT_PRICE

    def _ready_to_close(self, improvement_opened: bool) -> None:
        self.must_be_open()
        if self.call_on is None:
            raise CallOnMissing
        if self.told_at is None:
            raise CustomerNotTold
        if self.status == "not_established":
            return
        if self.status != "accepted" and not (self.status == "replied" and self.nothing_to_carry_out):
            raise NotAccepted
        if self.serious and self.responsibility is None:
            raise ResponsibilityOpen
        if self.needs_improvement and not improvement_opened:
            raise ImprovementMissing

    def _to_deputy_gm(self, act: Act) -> list[Event]:
        return self.escalate(to=["deputy_gm"], reason="serious", act=act) if self.serious else []
