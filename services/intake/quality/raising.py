"""Raising an issue when there is one report too many, once for each wave of a problem (IN-15)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import new_id, site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.record import record
from services.intake.quality import rules
from services.intake.quality.models import QualityIssue, numbers
from services.intake.quality.records import QualityIssueReport, QualityReport
from services.intake.quality.reports import Heard, around, more_than_one, take_turn
from services.intake.quality.rules import Bearable, Problem


async def reckon(*, session: AsyncSession, act: Act, heard: Heard) -> None:
    """After reports were kept: what belongs to a wave that was raised joins it, a new wave is raised."""
    if not heard.moments:
        return
    await take_turn(session, heard.moments)
    for problem in await more_than_one(session, heard.moments):
        await _reckon(session, act, problem, heard.moments[problem])


async def _reckon(session: AsyncSession, act: Act, problem: Problem, moments: Sequence[datetime]) -> None:
    issues = await _issues_of(session, problem)
    days = max([_bearable(None, act.now).days, *(issue.days for issue in issues)])
    free = await _free_reports(session, problem, issues, *around(moments, days))
    for issue in issues:
        joining = _of_its_wave(free, issue)
        free = [report for report in free if report not in joining]
        await _join(session, act, issue, joining)
    bearable = _bearable(free[-1].category if free else None, act.now)
    if found := rules.wave(free, bearable, of=problem.of):
        await _raise(session, act, problem, found, bearable, earlier=issues)


async def _issues_of(session: AsyncSession, problem: Problem) -> Sequence[QualityIssue]:
    """That stand for it, the newest first."""
    column = QualityIssue.lot_key if problem.of == "lot" else QualityIssue.fault_key
    query = select(QualityIssue).where(column == problem.key).order_by(QualityIssue.last_at.desc())
    return (await session.scalars(query.with_for_update(**HELD))).all()


async def _free_reports(
    session: AsyncSession, problem: Problem, issues: Sequence[QualityIssue], begin: datetime, end: datetime
) -> list[QualityReport]:
    """Those of the problem that no issue of it has, in the order of time."""
    taken = select(QualityIssueReport.report_id).where(
        QualityIssueReport.issue_id.in_([issue.id for issue in issues])
    )
    query = select(QualityReport).where(
        _has(problem),
        QualityReport.counts,
        QualityReport.at.between(begin, end),
        QualityReport.id.not_in(taken),
    )
    return list(await session.scalars(query.order_by(QualityReport.at, QualityReport.id)))


def _has(problem: Problem) -> ColumnElement[bool]:
    column = QualityReport.lot_key if problem.of == "lot" else QualityReport.fault_key
    return column == problem.key


def _of_its_wave(reports: Sequence[QualityReport], issue: QualityIssue) -> list[QualityReport]:
    return [
        report
        for report in reports
        if rules.belongs(
            report.at, first=issue.first_at, last=issue.last_at, ended=issue.ended_at(), days=issue.days
        )
    ]


async def _join(
    session: AsyncSession, act: Act, issue: QualityIssue, reports: Sequence[QualityReport]
) -> None:
    if not reports:
        return
    await _link(session, issue, reports)
    happened = issue.grow(reports, count=await _incidents_of(session, issue))
    await record(session, act=act, aggregate=issue, verb="grow", events=happened)


async def _raise(
    session: AsyncSession,
    act: Act,
    problem: Problem,
    reports: Sequence[QualityReport],
    bearable: Bearable,
    *,
    earlier: Sequence[QualityIssue],
) -> None:
    issue = _new_issue(problem, reports, bearable, act, earlier)
    issue.number = f"Q{site_date(act.now):%Y%m%d}-{await session.scalar(select(numbers.next_value())):04d}"
    session.add(issue)
    await session.flush()
    await _link(session, issue, reports)
    await record(session, act=act, aggregate=issue, verb="raise", events=issue.raised(reports))


def _new_issue(
    problem: Problem,
    reports: Sequence[QualityReport],
    bearable: Bearable,
    act: Act,
    earlier: Sequence[QualityIssue],
) -> QualityIssue:
    shared = {
        name: rules.common([getattr(report, name) for report in reports])
        for name in ("fault_key", "lot_key", "category", "model", "fault_code", "fault", "lot")
    }
    safety = any(report.safety for report in reports)
    return QualityIssue(
        id=new_id(),
        version=0,
        **{**shared, f"{problem.of}_key": problem.key, problem.of: getattr(reports[-1], problem.of)},
        basis="safety" if safety else problem.of,
        safety=safety,
        count=rules.incidents(reports),
        threshold=bearable.cases,
        days=bearable.days,
        first_at=reports[0].at,
        last_at=reports[-1].at,
        raised_at=act.now,
        previous_id=earlier[0].id if earlier else None,
        status="raised",
        acknowledgements=[],
        answers=[],
    )


async def _link(session: AsyncSession, issue: QualityIssue, reports: Sequence[QualityReport]) -> None:
    rows = [{"issue_id": issue.id, "report_id": report.id} for report in reports]
    await session.execute(insert(QualityIssueReport).on_conflict_do_nothing(), rows)


async def _incidents_of(session: AsyncSession, issue: QualityIssue) -> int:
    """Counted where they are: a wave may be long."""
    incident = func.coalesce(QualityReport.ticket_id, QualityReport.id)
    counted = select(func.count(incident.distinct())).join(
        QualityIssueReport, QualityIssueReport.report_id == QualityReport.id
    )
    mine = counted.where(QualityIssueReport.issue_id == issue.id, QualityReport.counts)
    return await session.scalar(mine) or 0


def _bearable(category: str | None, now: datetime) -> Bearable:
    """What the pack of the product says; of an unknown one the base's."""
    packs, on = shipped_packs(), site_date(now)
    figures = (packs.for_unit(category, on) if category else packs.base(on)).tickets  # type: ignore[arg-type]
    return Bearable(cases=figures.quality_issue_cases, days=figures.quality_issue_days)
