"""Routes of quality issues: raised by themselves, worked on by quality and R&D (IN-15)."""

from typing import Annotated

from fastapi import Query

from libs.common.web.edge import EdgeDep
from libs.common.web.fields import ShortText
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.quality import queries, usecases
from services.intake.quality import schemas as s
from services.intake.quality.models import QualityIssue
from services.intake.quality.records import QualityReport


class IssueNotFound(NotFound):
    code = "quality_issue_not_found"
    zh = "没有这个质量问题。"
    en = "There is no such quality issue."


router = Router(prefix="/quality-issues", tags=["quality issues"])
Found = Annotated[QualityIssue, found(QualityIssue, param="issue_id", not_found=IssueNotFound)]
Locked = Annotated[QualityIssue, locked(QualityIssue, param="issue_id", not_found=IssueNotFound)]
Said = Annotated[ShortText | None, Query()]


@router.get("", dependencies=[may("quality_issues.read")])
async def list_issues(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[s.Status | None, Query()] = None,
    open: Annotated[bool | None, Query()] = None,  # noqa: A002
    basis: Annotated[s.Basis | None, Query()] = None,
    safety: Annotated[bool | None, Query()] = None,
    model: Said = None,
    lot: Said = None,
) -> Page[s.IssueOut]:
    query = queries.issues_like(status=status, open=open, basis=basis, safety=safety, model=model, lot=lot)
    return await page(edge, query, QualityIssue, paging, s.IssueOut.model_validate)


@router.get("/known", dependencies=[may("quality_issues.read")])
async def list_known(edge: EdgeDep, model: Said = None, lot: Said = None) -> s.KnownIssues:
    """Open issues of a product, before its ticket is opened: those of safety first (IN-02)."""
    known = await queries.known_issues(edge.session, [(model, lot)])
    return s.KnownIssues(items=[s.IssueOut.model_validate(issue) for issue in known])


@router.get("/{issue_id}", dependencies=[may("quality_issues.read")])
async def read_issue(issue: Found) -> s.IssueOut:
    return s.IssueOut.model_validate(issue)


@router.get("/{issue_id}/reports", dependencies=[may("quality_issues.read")])
async def list_reports(issue: Found, edge: EdgeDep, paging: PagingDep) -> Page[s.ReportOut]:
    """The tickets and complaint cases that count for it."""
    return await page(edge, queries.reports_of(issue.id), QualityReport, paging, s.ReportOut.model_validate)


@router.post("/{issue_id}/acknowledge", dependencies=[may("quality_issues.acknowledge")])
async def acknowledge_issue(issue: Locked, edge: EdgeDep) -> s.IssueOut:
    """The department of whoever asks has seen it."""
    await usecases.acknowledge_issue(session=edge.session, act=edge.act, issue=issue)
    return s.IssueOut.model_validate(issue)


@router.post("/{issue_id}/answer", dependencies=[may("quality_issues.answer")])
async def answer_issue(issue: Locked, body: s.AnswerIssue, edge: EdgeDep) -> s.IssueOut:
    """What it is, and what to do about it meanwhile."""
    await usecases.answer_issue(session=edge.session, act=edge.act, issue=issue, **body.model_dump())
    return s.IssueOut.model_validate(issue)


@router.post("/{issue_id}/close", dependencies=[may("quality_issues.close")])
async def close_issue(issue: Locked, body: s.CloseIssue, edge: EdgeDep) -> s.IssueOut:
    """After an answer; what is reported afterwards counts anew and may raise it again."""
    await usecases.close_issue(session=edge.session, act=edge.act, issue=issue, **body.model_dump())
    return s.IssueOut.model_validate(issue)
