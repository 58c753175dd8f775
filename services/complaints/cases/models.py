"""The complaint case: a chain of numbered forms from the registration to the closing (CO-01 … CO-20)."""

from collections.abc import Mapping
from typing import Any, ClassVar, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from libs.common.act import Act
from libs.common.events.complaints import ComplaintChanged, ComplaintLinked, ComplaintRegistered
from libs.common.events.envelope import Event
from services.complaints.cases.closing import Closing
from services.complaints.cases.handling import SERVICE_MANAGER
from services.complaints.cases.losing import Losing
from services.complaints.cases.refusals import OpinionSigned, SeverityStands
from services.complaints.cases.values import Class, ConductCause, SalesOpinion, Severity, Status
from services.complaints.cases.verdict_refusals import ConductDecidedAlready
from services.complaints.tables import Base


class Case(Closing, Losing, Base):
    """`id` stays over all forms of the case; the form in hand is `form_no`."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"status IN {get_args(Status)}", name="status"),
        CheckConstraint(f"complaint_class IN {get_args(Class)}", name="complaint_class"),
        CheckConstraint(f"conduct_cause IN {get_args(ConductCause)}", name="conduct_cause"),
        CheckConstraint(f"severity IN {get_args(Severity)}", name="severity"),
        Index("ix_cases_ticket_id", "ticket_id"),
        Index("ix_cases_customer_id", "customer_id"),
        Index("ix_cases_closed_at", "closed_at"),
        Index("ix_cases_open", "severity", "received_at", postgresql_where="status <> 'closed'"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"customer", "demand", "text"})

    def registered(self, *, act: Act) -> list[Event]:
        """A serious one goes to the deputy GM at once (CO-04)."""
        event = ComplaintRegistered(
            form_no=self.form_no,
            ticket_id=self.ticket_id,
            customer_id=self.customer_id,
            channel=self.channel,
            received_at=self.received_at,
            **self._kind(),
        )
        return [event, *self._to_deputy_gm(act)]

    def change(self, fields: Mapping[str, object], *, act: Act) -> list[Event]:
        """Take the new values; one that becomes serious goes to the deputy GM at once (CO-04).

        Which way it goes is settled before its remedy is approved, and only the service manager calls a
        serious one minor. Only sales replaces an opinion that it signed (CO-01). A verdict on somebody's
        conduct stands (CO-15).
        """
        self._may_change(fields, act)
        was_serious, kind, ticket_id = self.serious, self._kind(), self.ticket_id
        for name, value in fields.items():
            setattr(self, name, value)
        events: list[Event] = []
        if self.ticket_id and self.ticket_id != ticket_id:
            events.append(self._linked(self.ticket_id))
        if self._kind() != kind:
            events.append(ComplaintChanged(**self._kind()))
        return events if was_serious else [*events, *self._to_deputy_gm(act)]

    def _may_change(self, fields: Mapping[str, object], act: Act) -> None:
        self.must_be_open()
        if fields.get("severity", self.severity) != self.severity:
            if self.serious and not act.actor.has(SERVICE_MANAGER):
                raise SeverityStands
            self.must_be("registered", "assigned", "investigating", "reported", "decided", "refused")
        opinion = fields.get("sales_opinion")
        signed = self.sales_opinion and self.sales_opinion.signed
        if signed and isinstance(opinion, SalesOpinion) and not opinion.signed:
            raise OpinionSigned
        if self.conduct and fields.keys() & {"conduct_cause", "conduct_person"}:
            raise ConductDecidedAlready

    def _linked(self, ticket_id: UUID) -> Event:
        return ComplaintLinked(
            form_no=self.form_no,
            ticket_id=ticket_id,
            customer_id=self.customer_id,
            received_at=self.received_at,
        )

    def _kind(self) -> dict[str, Any]:
        """What others sort and count it by."""
        return {
            "complaint_class": self.complaint_class,
            "severity": self.severity,
            "conduct_cause": self.conduct_cause,
            "cause_code": self.cause_code,
            "lot": (self.order or {}).get("lot"),
            "model": (self.product or {}).get("model"),
        }

    def _to_deputy_gm(self, act: Act) -> list[Event]:
        return self.escalate(to=["deputy_gm"], reason="serious", act=act) if self.serious else []
