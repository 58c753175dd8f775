"""Whether a fault is known: from an open quality issue, recent tickets or an article (IN-02, IN-15)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.policy.shipped import shipped_packs
from services.intake.knowledge.fitting import Fault, fitting
from services.intake.knowledge.queries import versions_of
from services.intake.known_faults import words
from services.intake.known_faults.schemas import KnownFault
from services.intake.quality.models import QualityIssue
from services.intake.quality.queries import known_issues
from services.intake.quality.reports import key_of

_ARTICLES = 5
COUNTED = 1_000
_RECENT = text(
    f"""
    SELECT count(DISTINCT incident) FROM (
        SELECT coalesce(ticket_id, id) AS incident FROM quality_reports
        WHERE fault_key = {key_of("CAST(:model AS text)", "CAST(:fault AS text)")}
            AND at >= :since AND counts AND ticket_id IS DISTINCT FROM CAST(:own AS uuid)
        LIMIT {COUNTED}
    ) AS recent
    """  # noqa: S608
)


async def known_faults(
    session: AsyncSession, asked: Fault, *, lot: str | None = None, own: object = None, act: Act
) -> list[KnownFault]:
    """`own`: the ticket that asks, which doesn't count."""
    issues = await known_issues(session, [(asked.model, lot)])
    found = [words.of_issue(issue, act) for issue in issues if _concerns(issue, asked)]
    return [*found, *await _recent(session, asked, own, act), *await _articles(session, asked, act)]


def _concerns(issue: QualityIssue, asked: Fault) -> bool:
    """Of another fault of the model nothing is said; a lot's or a matter of safety concerns all."""
    if issue.basis == "lot" or issue.safety or not (asked.fault_code and issue.fault_code):
        return True
    return issue.fault_code.casefold() == asked.fault_code.casefold()


async def _recent(session: AsyncSession, asked: Fault, own: object, act: Act) -> Sequence[KnownFault]:
    said = asked.fault_code or asked.fault
    if asked.model is None or said is None:
        return []
    figures = shipped_packs().base(site_date(act.now)).tickets
    since = act.now - timedelta(days=figures.known_fault_days)
    given = {"model": asked.model, "fault": said, "since": since, "own": own}
    count = await session.scalar(_RECENT, given) or 0
    if count < figures.known_fault_tickets:
        return []
    return [words.of_tickets(asked.model, count, figures.known_fault_days, act)]


async def _articles(session: AsyncSession, asked: Fault, act: Act) -> Sequence[KnownFault]:
    """Those that name the fault's code, or the model and what is wrong."""
    fits = await fitting(session, asked, limit=_ARTICLES)
    named = [fit.article for fit in fits if "fault_code" in fit.because or len(fit.because) > 1]
    versions = await versions_of(session, named)
    return [
        words.of_article(versions[article.id, article.published], asked.model, act)
        for article in named
        if article.published is not None
    ]
