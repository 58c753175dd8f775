"""One appointment of one technician for one job, and what was charged on it."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.money import Money
from services.dispatch.tables import Base
from services.dispatch.technicians.models import Technician
from services.dispatch.visits import refusals
from services.dispatch.visits.columns import ENDS, LIFE
from services.dispatch.visits.on_site import OnSite


class Visit(OnSite):
    """Its way stands in `lateness`, `steps`, `review` and `on_site`; its row in `columns`."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(f"status IN {LIFE + ENDS}", name="status"),
        CheckConstraint("report_status IN ('submitted', 'returned', 'approved')", name="report_status"),
        Index(
            "ix_visits_without_check_out",
            "technician_id",
            postgresql_where="status = 'completed' AND checked_out_at IS NULL AND NOT check_out_missed",
        ),
    )

    @classmethod
    def offer(
        cls, *, job: UUID, ticket: UUID, technician: Technician, window: tuple[datetime, datetime]
    ) -> Self:
        """A new visit, `offered` to the technician."""
        return cls(
            id=new_id(),
            version=0,
            job_id=job,
            ticket_id=ticket,
            technician_id=technician.id,
            user=technician.user,
            status="offered",
            day=site_date(window[0]),
            window_from=window[0],
            window_to=window[1],
            delays=[],
            late_minutes=0,
            check_out_missed=False,
            report_missing=[],
            replaced_parts=[],
            findings=[],
            help=[],
        )


class Charge(Base, Aggregate):
    """`collected` on site, `invoiced` on the voucher, `settled` with its receipt (DI-12)."""

    __tablename__ = "charges"
    __table_args__ = (CheckConstraint("status IN ('collected', 'invoiced', 'settled')", name="status"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), index=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 3))
    currency: Mapped[str]
    status: Mapped[str]
    collector: Mapped[str]
    """Who answers for the money."""
    consented: Mapped[bool | None]
    """The customer's word on record when it was charged (CO-18)."""
    receipt_no: Mapped[str | None]
    invoice_number: Mapped[str | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    charged_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    def make(self, visit: Visit) -> list[Event]:
        """Also without consent: that it was charged is a fact, for complaints to judge (CO-18)."""
        visit_named = {**visit.about, **self._named, "consented": self.consented}
        if self.status == "collected":
            return [events.ChargeCollected(**visit_named, receipt_no=self.receipt_no or "")]
        return [events.ChargeInvoiced(**visit_named, number=None, collector=self.collector)]

    def invoice(self, visit: Visit, *, number: str) -> list[Event]:
        """Finance mails the invoice, of what was collected too."""
        if self.invoice_number:
            raise refusals.ChargeInvoicedBefore
        self.invoice_number = number
        named = {**visit.about, **self._named, "consented": self.consented}
        return [events.ChargeInvoiced(**named, number=number, collector=self.collector)]

    def settle(self, visit: Visit, *, receipt_no: str, now: datetime) -> list[Event]:
        if self.status == "settled":
            raise refusals.ChargeSettledBefore
        self.status, self.receipt_no, self.settled_at = "settled", receipt_no, now
        return [events.ChargeSettled(**visit.about, **self._named, receipt_no=receipt_no)]

    @property
    def _named(self) -> dict[str, Any]:
        return {"charge_id": self.id, "amount": self.money.amount, "currency": self.currency}
