"""The read side of cases."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.complaints.cases.models import Case
from services.complaints.cases.shown import (
    CaseForm,
    CaseOut,
    CauseOut,
    ImprovementOut,
    QualityIssueSeen,
    TrailEntry,
)
from services.complaints.cases.values import Class, Severity, Status
from services.complaints.improvements.queries import improvement_of
from services.complaints.policy import causes, pack_of
from services.complaints.quality.queries import issues_of


def cases(
    *, ticket_id: UUID | None, status: Status | None, of_class: Class | None, severity: Severity | None
) -> Select[Case]:
    wanted: dict[str, Any] = {
        "ticket_id": ticket_id,
        "status": status,
        "complaint_class": of_class,
        "severity": severity,
    }
    return select(Case).filter_by(**{name: value for name, value in wanted.items() if value is not None})


def worklist(*, handler: str | None, department: str | None) -> Select[Case]:
    wanted = {"handler": handler, "department": department}
    query = select(Case).where(Case.status != "closed")
    query = query.filter_by(**{name: value for name, value in wanted.items() if value is not None})
    return query.order_by(Case.severity.desc(), Case.received_at, Case.id)


async def whole_case(session: AsyncSession, case: Case, *, act: Act) -> CaseOut:
    """With its improvement action, its full trail (CO-20), and the quality problems it is one of (IN-15)."""
    improvement = await improvement_of(session, case.id)
    pack = await pack_of(session, case.ticket_id, now=act.now)
    cause = next((one for one in causes(act.now) if one.code == case.cause_code), None)
    return CaseOut(
        **dict(CaseForm.model_validate(case)),
        quality_issues=[QualityIssueSeen.model_validate(issue) for issue in await issues_of(session, case)],
        improvement=ImprovementOut.model_validate(improvement) if improvement else None,
        cause=CauseOut.model_validate(cause) if cause else None,
        result_passed_on_by=pack.complaints.result_passed_on_by,
        trail=await _trail(session, case.id),
    )


async def _trail(session: AsyncSession, case_id: UUID) -> list[TrailEntry]:
    """From the audit chains, which nobody can change: the case's and those of what came of it."""
    rows = (await session.execute(_TRAIL, {"case_id": case_id})).all()
    return [
        TrailEntry(
            at=row.entry["when"],
            by=row.entry["who"],
            what=row.entry["verb"],
            on=row.aggregate,
            changed=sorted(row.entry["changes"]),
        )
        for row in rows
    ]


_TRAIL = text("""
    SELECT aggregate, entry FROM audit WHERE aggregate_id IN (
        SELECT CAST(:case_id AS uuid)
        UNION ALL SELECT id FROM improvements WHERE case_id = CAST(:case_id AS uuid)
        UNION ALL SELECT id FROM penalties WHERE case_id = CAST(:case_id AS uuid)
        UNION ALL SELECT id FROM notices WHERE case_id = CAST(:case_id AS uuid))
    ORDER BY (entry->>'when')::timestamptz, recorded_at, aggregate, version""")
