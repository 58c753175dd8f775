"""Tables beside quality issues: the reports, and for which issues they counted (IN-15)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class QualityReport(Base):
    """A ticket or a complaint case as far as it tells of a problem of the product; `id` is its own.

    `fault_key` and `lot_key` name the problems that it counts for. A case is the same incident as its ticket.
    """

    __tablename__ = "quality_reports"
    __table_args__ = (
        CheckConstraint("source IN ('ticket', 'case')", name="source"),
        Index("ix_quality_reports_fault_key_at", "fault_key", "at"),
        Index("ix_quality_reports_lot_key_at", "lot_key", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    ticket_id: Mapped[UUID | None]
    number: Mapped[str]
    at: Mapped[datetime]
    category: Mapped[str | None]
    model: Mapped[str | None]
    fault_code: Mapped[str | None]
    fault: Mapped[str | None]
    lot: Mapped[str | None]
    safety: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[bool] = mapped_column(default=True)
    """False where it tells of no fault of the product: training, a late technician, a cancelled ticket."""
    fault_key: Mapped[str | None]
    lot_key: Mapped[str | None]

    @property
    def incident(self) -> UUID:
        return self.ticket_id or self.id


class QualityIssueReport(Base):
    """A report that counted for an issue; it never counts for another one of the same problem."""

    __tablename__ = "quality_issue_reports"
    __table_args__ = (Index("ix_quality_issue_reports_report_id", "report_id"),)

    issue_id: Mapped[UUID] = mapped_column(ForeignKey("quality_issues.id"), primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("quality_reports.id"), primary_key=True)
