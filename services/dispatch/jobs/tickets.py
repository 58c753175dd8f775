"""What dispatch keeps of a ticket, from intake's events (XC-01)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.money import Money
from services.dispatch.tables import Base


class Ticket(Base):
    """A projection: changed by intake's events and by what is found on site, recorded by nobody."""

    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    voucher_number: Mapped[str]
    customer_id: Mapped[UUID]
    kind: Mapped[str]
    category: Mapped[str | None]
    model: Mapped[str | None]
    serial: Mapped[str | None]
    fault_code: Mapped[str | None]
    fault: Mapped[str]
    service_type: Mapped[str]
    priority: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    preferred_from: Mapped[datetime | None]
    preferred_to: Mapped[datetime | None]
    arrive_by: Mapped[datetime | None]
    repair_by: Mapped[datetime | None]
    key_customer: Mapped[bool]
    under_contract: Mapped[bool]
    safety: Mapped[bool]
    purchase_date: Mapped[date | None]
    ready: Mapped[bool]
    """Work may be done: nothing waits for the customer's consent (PO-03, PO-08) or demand (IN-01)."""
    demand_confirmed: Mapped[bool] = mapped_column(default=True)
    """It is certain what the customer wants (IN-01)."""
    consented: Mapped[bool | None]
    """The customer's last word to a quote; None while there was none (CO-18)."""
    consented_amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 3))
    """The price that the customer agreed to, in `currency`."""
    uncharged: Mapped[Decimal | None] = mapped_column(Numeric(18, 3))
    """What is left of it to charge."""
    currency: Mapped[str | None]
    quoted_minutes: Mapped[int | None]
    """The time on site that the customer was told with the price."""
    ended: Mapped[bool] = mapped_column(default=False)

    @property
    def consented_price(self) -> Money | None:
        if self.consented_amount is None or self.currency is None:
            return None
        return Money(self.consented_amount, self.currency)

    def quote(self, *, minutes: int | None) -> None:
        """A new price asks for a new consent: what was agreed to before holds no longer (PO-03)."""
        self.ready, self.consented, self.quoted_minutes = False, None, minutes
        self.consented_amount = self.uncharged = self.currency = None

    def answer_quote(self, *, given: bool, price: Money) -> None:
        self.ready = self.consented = given
        self.demand_confirmed = self.demand_confirmed or given
        self.consented_amount = self.uncharged = price.amount if given else None
        self.currency = price.currency if given else None

    def charge(self, price: Money) -> bool | None:
        """Whether the customer agreed to it: all charges together stay within the price consented (DI-12)."""
        if not self.consented or self.uncharged is None:
            return self.consented
        if price.currency != self.currency or price.amount > self.uncharged:
            return False
        self.uncharged -= price.amount
        return True
