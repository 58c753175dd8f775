"""Quality issues as intake tells them; what comes first, case or issue, doesn't matter (XC-02)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events.envelope import Received
from libs.common.events.intake import QualityIssueClosed, QualityIssueRaised, QualityIssueTurnedUnsafe
from services.complaints.quality.models import QualityIssue

quality = Consumer("complaints.quality")


@quality.on(QualityIssueRaised)
async def keep_issue(event: Received[QualityIssueRaised], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    told = event.data
    issue = QualityIssue(
        id=event.subject,
        number=told.number,
        basis=told.basis,
        model=told.model,
        lot=told.lot and told.lot.lower(),
        safety=told.safety,
        count=told.count,
        raised_at=event.time,
        case_ids=told.case_ids,
        ticket_ids=told.ticket_ids,
    )
    session.add(issue)
    await session.flush()


@quality.on(QualityIssueTurnedUnsafe)
async def turn_unsafe(
    event: Received[QualityIssueTurnedUnsafe],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    issue = await session.get_one(QualityIssue, event.subject, with_for_update=HELD)
    issue.safety = True


@quality.on(QualityIssueClosed)
async def close_issue(event: Received[QualityIssueClosed], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    issue = await session.get_one(QualityIssue, event.subject, with_for_update=HELD)
    issue.count, issue.closed_at = event.data.count, event.time
