"""What a customer was charged on a visit, and where the money is (DI-12)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.money import Money
from services.dispatch.charges import refusals
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.tables import Base
from services.dispatch.visits.models import Visit


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
    """Whether the customer had agreed to this much when it was charged; null: never asked (CO-18)."""
    consented_amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 3))
    """The price agreed to; null: none, or in another currency."""
    receipt_no: Mapped[str | None]
    invoice_number: Mapped[str | None]
    invoice_mailed_on: Mapped[date | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{kind, name, quantity, unit_price, listed}`; `listed` null: no price list held."""
    charged_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]
    """The technician gave the money to finance."""
    handed_over_by: Mapped[str | None]
    received_at: Mapped[datetime | None]
    """Finance confirmed it."""
    received_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def consented_price(self) -> Money | None:
        return None if self.consented_amount is None else Money(self.consented_amount, self.currency)

    def judge(self, ticket: Ticket) -> None:
        """By what the customer had agreed to when it was charged, as far as that was heard."""
        self.consented = ticket.charge(self.money)
        self.consented_amount = ticket.consented_amount if ticket.currency == self.currency else None

    def make(self, visit: Visit) -> list[Event]:
        """Also without consent: that it was charged is a fact, for complaints to judge (CO-18)."""
        asked = {**visit.about, **self._named, **self._judged}
        if self.status == "collected":
            return [events.ChargeCollected(**asked, receipt_no=self.receipt_no or "")]
        return [events.ChargeInvoiced(**asked, number=None, collector=self.collector)]

    def hand_over(self, *, by: str, now: datetime) -> None:
        """What was collected on site goes to finance (DI-12)."""
        if self.status != "collected":
            raise refusals.ChargeNotCollected
        if self.handed_over_at:
            raise refusals.ChargeHandedOver
        self.handed_over_at, self.handed_over_by = now, by

    def receive(self, *, by: str, now: datetime) -> None:
        """Finance's word that the money is there."""
        if not self.handed_over_at:
            raise refusals.ChargeNotHandedOver
        if self.received_at:
            raise refusals.ChargeReceived
        self.received_at, self.received_by = now, by

    def invoice(self, visit: Visit, *, number: str, mailed_on: date | None, now: datetime) -> list[Event]:
        """Finance mails the invoice of what was collected; others stand on the voucher (DI-12)."""
        if self.invoice_number:
            raise refusals.ChargeInvoicedBefore
        by_mail = site_date(now) if self.status == "collected" else None
        self.invoice_number, self.invoice_mailed_on = number, mailed_on or by_mail
        asked = {**visit.about, **self._named, **self._judged}
        return [events.ChargeInvoiced(**asked, number=number, collector=self.collector)]

    def settle(self, visit: Visit, *, receipt_no: str, now: datetime) -> list[Event]:
        if self.status == "settled":
            raise refusals.ChargeSettledBefore
        self.status, self.receipt_no, self.settled_at = "settled", receipt_no, now
        return [events.ChargeSettled(**visit.about, **self._named, receipt_no=receipt_no)]

    @property
    def _named(self) -> dict[str, Any]:
        return {"charge_id": self.id, "amount": self.money.amount, "currency": self.currency}

    @property
    def _judged(self) -> dict[str, Any]:
        """By what it is judged: the customer's word and the public prices."""
        return {
            "consented": self.consented,
            "consented_amount": self.consented_price.amount if self.consented_price else None,
            "lines": tuple(map(_told, self.lines)),
        }


def _told(line: dict[str, Any]) -> events.ChargedLine:
    return events.ChargedLine(
        kind=line["kind"],
        name=line["name"],
        quantity=line["quantity"],
        unit_price=Decimal(line["unit_price"]["amount"]),
        listed=line.get("listed"),
    )
