"""What quality and R&D do with an issue that was raised to them (IN-15)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.record import record
from services.intake.quality.models import DEPARTMENTS, QualityIssue


async def acknowledge_issue(*, session: AsyncSession, act: Act, issue: QualityIssue) -> None:
    for department in _departments(act):
        happened = issue.acknowledge(department=department, by=act.actor.subject, at=act.now)
        if happened:
            await record(session, act=act, aggregate=issue, verb="acknowledge", events=happened)


async def answer_issue(
    *, session: AsyncSession, act: Act, issue: QualityIssue, text: str, cause: str | None, advice: str | None
) -> None:
    happened = issue.answer(
        department=_departments(act)[0],
        by=act.actor.subject,
        at=act.now,
        text=text,
        cause=cause,
        advice=advice,
    )
    await record(session, act=act, aggregate=issue, verb="answer", events=happened)


async def close_issue(
    *, session: AsyncSession, act: Act, issue: QualityIssue, result: str, text: str | None
) -> None:
    happened = issue.close(by=act.actor.subject, at=act.now, result=result, text=text)
    await record(session, act=act, aggregate=issue, verb="close", events=happened)


def _departments(act: Act) -> list[str]:
    """For whom the person speaks; the role table lets nobody else come so far."""
    return [department for department in DEPARTMENTS if act.actor.has(department)]
