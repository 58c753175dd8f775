"""What complaints keeps of tickets, visits and technicians, from the events of others (XC-01).

Every row says something by itself, so it doesn't matter which topic's event comes first (XC-02).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.policy.vocabulary import Category
from services.complaints.tables import Base


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID | None]
    category: Mapped[Category | None] = mapped_column(Text)
    purchase_date: Mapped[date | None]


class Technician(Base):
    """Ties a technician to a sign-in name."""

    __tablename__ = "technicians"
    __table_args__ = (Index("ix_technicians_user", "user_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_name: Mapped[str]


class Visit(Base):
    """Who went to a ticket's customer."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_ticket_id", "ticket_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    technician_id: Mapped[UUID]


class LedgerEntry(Base):
    """A consent or a charge on a ticket, for charging fraud (CO-18); `id` is the event's."""

    __tablename__ = "ticket_ledger"
    __table_args__ = (Index("ix_ticket_ledger_ticket_id", "ticket_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[Literal["consent", "refusal", "charge"]] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Numeric(18, 3))
    currency: Mapped[str]
    charge_id: Mapped[UUID | None] = mapped_column(unique=True)
    """One entry for a charge, from its first event: an invoice mailed later is no second charge."""
    lines: Mapped[list[dict[str, Any]] | None]
    """`{kind, name, listed}` of a charge; `listed` null: no public price list held."""


class ReplacedPart(Base):
    """A part that a report names as replaced; `id` is the event's (CO-18)."""

    __tablename__ = "replaced_parts"
    __table_args__ = (Index("ix_replaced_parts_ticket_id", "ticket_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    name: Mapped[str]
