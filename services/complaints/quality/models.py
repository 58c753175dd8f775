"""Major quality problems that intake raised, for the cases that tell of them (IN-15)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.complaints.tables import Base


class QualityIssue(Base):
    __tablename__ = "quality_issues"
    __table_args__ = (
        Index("ix_quality_issues_case_ids", "case_ids", postgresql_using="gin"),
        Index("ix_quality_issues_ticket_ids", "ticket_ids", postgresql_using="gin"),
        Index("ix_quality_issues_lot", "lot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    basis: Mapped[str]
    model: Mapped[str | None]
    lot: Mapped[str | None]
    """Lower case: case doesn't tell two apart."""
    safety: Mapped[bool]
    count: Mapped[int]
    raised_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    case_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    ticket_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Those that made it too many; later ones of the lot are known by the lot."""
