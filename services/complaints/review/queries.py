"""What the monthly review lists (CO-16)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD
from services.complaints.cases.models import Case
from services.complaints.days import first_of, next_month, start_of
from services.complaints.penalties.models import Penalty
from services.complaints.review.models import MonthlyReview, Notice


async def review_of(session: AsyncSession, month: str, *, lock: bool = False) -> MonthlyReview | None:
    query = select(MonthlyReview).where(MonthlyReview.month == month)
    return await session.scalar(query.with_for_update(**HELD) if lock else query)


async def cases_closed_in(session: AsyncSession, month: str) -> Sequence[Case]:
    """By days at the site, in the order of closing."""
    begin, end = start_of(first_of(month)), start_of(first_of(next_month(month)))
    query = select(Case).where(Case.closed_at >= begin, Case.closed_at < end)
    return (await session.scalars(query.order_by(Case.closed_at, Case.id))).all()


async def penalties_of(session: AsyncSession, cases: Sequence[Case]) -> Sequence[Penalty]:
    """Their verdicts' and those from facts on their tickets, the withdrawn ones left out."""
    tickets = [case.ticket_id for case in cases if case.ticket_id]
    belongs = Penalty.case_id.in_([case.id for case in cases]) | Penalty.ticket_id.in_(tickets)
    query = select(Penalty).where(belongs, Penalty.status != "withdrawn")
    return (await session.scalars(query.order_by(Penalty.id))).all()


async def notices_on(
    session: AsyncSession, cases: Sequence[Case], penalties: Sequence[Penalty]
) -> Sequence[Notice]:
    """On the penalties, and those that stand by themselves on the cases."""
    on_penalties = Notice.penalty_id.in_([penalty.id for penalty in penalties])
    query = select(Notice).where(on_penalties | Notice.case_id.in_([case.id for case in cases]))
    return (await session.scalars(query.order_by(Notice.id))).all()
