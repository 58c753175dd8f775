"""Tables of the timeline: what happened, and what belongs to what (IN-11)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class TimelineEntry(Base):
    """One event. `id` follows from the event, so that a repeat adds nothing."""

    __tablename__ = "timeline"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event_id: Mapped[UUID]
    """By machine time: of what happened at one moment of business time an effect comes after its cause."""
    service: Mapped[str]
    type: Mapped[str]
    subject: Mapped[UUID] = mapped_column(index=True)
    """The aggregate that it happened to: customer, ticket, visit, case, call."""
    ref: Mapped[UUID]
    """What a reader looks up: the ticket, visit, survey or case."""
    details: Mapped[dict[str, Any]]
    """The few plain values that its summary tells; never free text or personal data."""


class TimelineLink(Base):
    """`child` belongs to `parent`: visit to ticket, ticket to customer.

    Links are learnt from whichever event names both, and followed when the timeline is read: so it doesn't
    matter which event comes first.
    """

    __tablename__ = "timeline_links"

    child: Mapped[UUID] = mapped_column(primary_key=True)
    parent: Mapped[UUID] = mapped_column(primary_key=True, index=True)
