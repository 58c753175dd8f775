"""What follow-up keeps of customers, from the events of intake; no name, phone or address (XC-01, IN-12)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.ids import site_date
from services.followup.tables import Base


class OfCustomer:
    """Mixin: what was registered for a customer's file and goes with it when that is merged (IN-11)."""

    customer_id: Mapped[UUID | None]
    """Of the file now."""
    first_customer_id: Mapped[UUID | None] = mapped_column(index=True)
    """Of the file that it was registered for, where that was merged since."""


class Customer(Base):
    """Its row is made by whichever event comes first; `tier` is None until the customer file was heard of."""

    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tier: Mapped[str | None]
    do_not_call: Mapped[bool] = mapped_column(default=False)
    best_hours: Mapped[str | None]
    since: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """The last contact that was answered, whoever began it (FU-03)."""
    called_on: Mapped[date | None]
    """The last day on which a call was tried, at the site (FU-06)."""
    monthly: Mapped[bool] = mapped_column(default=False)
    """Owns a product whose pack asks for a monthly follow-up."""
    technician: Mapped[str | None]
    visited_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None] = mapped_column(index=True)
    """The file that this one is part of now; the facts of both stay their own (IN-11)."""

    def called(self, at: datetime) -> None:
        """No other call is planned for the same day (FU-06)."""
        self.called_on = max(self.called_on or site_date(at), site_date(at))

    def visited_by(self, user: str | None, *, at: datetime) -> None:
        """The technician who was there last makes the monthly follow-ups."""
        if user and (self.visited_at is None or at >= self.visited_at):
            self.technician, self.visited_at = user, at
