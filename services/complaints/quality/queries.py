"""Of which major quality problems a case is one (IN-15, CO-07)."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.complaints.cases.models import Case
from services.complaints.quality.models import QualityIssue

_AT_MOST = 20


async def issues_of(session: AsyncSession, case: Case) -> Sequence[QualityIssue]:
    """That named it or its ticket, and those of its lot that were open since; the newest first."""
    lot = str((case.order or {}).get("lot") or "").lower()
    of_lot = QualityIssue.lot == lot
    still_open = or_(QualityIssue.closed_at.is_(None), QualityIssue.closed_at >= case.received_at)
    named = QualityIssue.case_ids.contains([case.id])
    if case.ticket_id is not None:
        named = or_(named, QualityIssue.ticket_ids.contains([case.ticket_id]))
    query = select(QualityIssue).where(or_(named, of_lot & still_open) if lot else named)
    return (await session.scalars(query.order_by(QualityIssue.id.desc()).limit(_AT_MOST))).all()
