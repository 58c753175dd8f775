"""What dispatch keeps of a ticket, from intake's events (XC-01)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

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
    """Work may be done: nothing waits for the customer's consent (PO-03, PO-08)."""
    consented: Mapped[bool | None]
    """The customer's last word to a quote; None while there was none (CO-18)."""
    ended: Mapped[bool] = mapped_column(default=False)
