"""Table of the cases room: what intake knows of complaint cases, by complaints' events (IN-08, IN-15)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class ComplaintCase(Base):
    """A copy without personal data; the case itself is complaints'."""

    __tablename__ = "complaint_cases"
    __table_args__ = (
        Index("ix_complaint_cases_open", "registered_at", postgresql_where="closed_at IS NULL"),
        Index("ix_complaint_cases_closed_at", "closed_at"),
        Index("ix_complaint_cases_ticket_id", "ticket_id"),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    form_no: Mapped[str]
    ticket_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    complaint_class: Mapped[str]
    severity: Mapped[str]
    conduct_cause: Mapped[str | None]
    cause_code: Mapped[str | None]
    model: Mapped[str | None]
    lot: Mapped[str | None]
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
