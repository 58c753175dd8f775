"""What is kept beside a ticket: its visits, complaint cases and charges, and what its customer was told."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class TicketVisit(Base):
    """What intake knows of a visit, from dispatch's events."""

    __tablename__ = "ticket_visits"

    visit_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    technician_id: Mapped[UUID]
    state: Mapped[str]
    """`scheduled`, `working`, `completed` or `failed`."""
    unit_taken: Mapped[bool] = mapped_column(default=False)
    """The unit went to the workshop (DI-18): the work wasn't finished on the spot (IN-17)."""


class TicketComplaint(Base):
    """A complaint case about a ticket, from complaints' events (IN-10)."""

    __tablename__ = "ticket_complaints"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    received_at: Mapped[datetime]
    open: Mapped[bool]


class TicketCharge(Base):
    """A charge of a visit, from dispatch's events (DI-12)."""

    __tablename__ = "ticket_charges"

    charge_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    amount: Mapped[Decimal]
    currency: Mapped[str]
    paid: Mapped[bool]
    waived: Mapped[bool] = mapped_column(default=False)
    """Known when a waiver was given (IN-16)."""


class TicketNotice(Base):
    """What a customer was told about a ticket; the bus gets only the text's hash."""

    __tablename__ = "ticket_notices"
    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    channel: Mapped[str]
    text: Mapped[str]
    told_by: Mapped[str]
    told_at: Mapped[datetime]
