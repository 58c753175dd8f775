"""The table of quality issues, raised to quality and R&D (IN-15); what counts for them is in `records`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import Sequence as NumberSequence
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.intake.quality.records import QualityReport
from services.intake.tables import Base

DEPARTMENTS = ("quality", "rnd")
"""To whom it is raised, and who answers."""
_IDS_TOLD = 500

numbers = NumberSequence("quality_issue_numbers", metadata=Base.metadata)


class IssueClosed(Refusal):
    code = "quality_issue_closed"
    zh = "该质量问题已结案；之后的报修将重新计数。"
    en = "The quality issue is closed; what is reported since then counts anew."


class IssueNotAnswered(Refusal):
    code = "quality_issue_not_answered"
    zh = "质量或研发尚未答复，不能结案。"
    en = "Neither quality nor R&D has answered; it can't be closed."


class QualityIssue(Base, Aggregate):
    """One wave of one problem, from the report that was one too many to quality's last word."""

    __tablename__ = "quality_issues"
    __table_args__ = (
        CheckConstraint("basis IN ('fault', 'lot', 'safety')", name="basis"),
        CheckConstraint("status IN ('raised', 'acknowledged', 'answered', 'closed')", name="status"),
        Index("ix_quality_issues_fault_key", "fault_key"),
        Index("ix_quality_issues_lot_key", "lot_key"),
        Index("ix_quality_issues_open", "raised_at", postgresql_where="status <> 'closed'"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"fault"})

    number: Mapped[str] = mapped_column(unique=True)
    basis: Mapped[str]
    fault_key: Mapped[str | None]
    lot_key: Mapped[str | None]
    """The problems that it stands for: while it is open neither is raised again."""
    category: Mapped[str | None]
    model: Mapped[str | None]
    fault_code: Mapped[str | None]
    fault: Mapped[str | None]
    lot: Mapped[str | None]
    safety: Mapped[bool]
    count: Mapped[int]
    threshold: Mapped[int]
    days: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    previous_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default="raised")
    acknowledgements: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    advice: Mapped[str | None]
    """What to say or do meanwhile, shown to whoever speaks with the next customer."""
    closed: Mapped[dict[str, Any] | None]

    def raised(self, reports: Sequence[QualityReport]) -> list[Event]:
        told = reports[:_IDS_TOLD]
        return [
            events.QualityIssueRaised(
                number=self.number,
                basis=self.basis,  # type: ignore[arg-type]
                category=self.category,
                model=self.model,
                fault_code=self.fault_code,
                fault=self.fault,
                lot=self.lot,
                safety=self.safety,
                count=self.count,
                threshold=self.threshold,
                days=self.days,
                first_at=self.first_at,
                last_at=self.last_at,
                to=list(DEPARTMENTS),
                ticket_ids=[report.id for report in told if report.source == "ticket"],
                case_ids=[report.id for report in told if report.source == "case"],
                previous_id=self.previous_id,
            )
        ]

    def ended_at(self) -> datetime | None:
        return datetime.fromisoformat(self.closed["at"]) if self.closed else None

    def grow(self, reports: Iterable[QualityReport], *, count: int) -> list[Event]:
        """More of the same wave: nobody is told again, unless it has become a matter of safety."""
        reports = list(reports)
        self.count = count
        self.first_at = min(self.first_at, *(report.at for report in reports))
        self.last_at = max(self.last_at, *(report.at for report in reports))
        if self.safety or self.closed or not any(report.safety for report in reports):
            return []
        self.safety = True
        return [events.QualityIssueTurnedUnsafe(number=self.number, to=list(DEPARTMENTS))]

    def acknowledge(self, *, department: str, by: str, at: datetime) -> list[Event]:
        """Each department says once that it has seen it."""
        self._refuse_closed()
        if any(seen["department"] == department for seen in self.acknowledgements):
            return []
        seen = {"department": department, "by": by, "at": at.isoformat()}
        self.acknowledgements = [*self.acknowledgements, seen]
        if self.status == "raised":
            self.status = "acknowledged"
        return [events.QualityIssueAcknowledged(number=self.number, department=department)]

    def answer(
        self, *, department: str, by: str, at: datetime, text: str, cause: str | None, advice: str | None
    ) -> list[Event]:
        """Either department may answer, also again; the last advice holds."""
        self._refuse_closed()
        given = {"department": department, "by": by, "at": at.isoformat(), "text": text, "cause": cause}
        self.answers = [*self.answers, {**given, "advice": advice}]
        self.advice, self.status = advice or self.advice, "answered"
        return [events.QualityIssueAnswered(number=self.number, department=department, advice=advice)]

    def close(self, *, by: str, at: datetime, result: str, text: str | None) -> list[Event]:
        """What is reported afterwards counts anew, and may raise it again."""
        self._refuse_closed()
        if not self.answers:
            raise IssueNotAnswered
        self.status = "closed"
        self.closed = {"by": by, "at": at.isoformat(), "result": result, "text": text}
        return [events.QualityIssueClosed(number=self.number, result=result, count=self.count)]

    def _refuse_closed(self) -> None:
        if self.closed:
            raise IssueClosed
