"""What the desk is told of a known fault, in the reader's words."""

from uuid import UUID

from libs.common.act import Act
from services.intake.knowledge.models import ArticleVersion
from services.intake.known_faults.schemas import KnownFault
from services.intake.quality.models import QualityIssue

_ISSUE = {
    "zh": "质量问题 {number}：{what} 已有 {count} 起",
    "en": "Quality issue {number}: {what}, {count} incidents so far",
}
_OPEN = {
    "zh": "该产品同样故障已有未结服务单 {number}，请勿重复登记，可合并",
    "en": "Ticket {number} is open for the same fault of this unit: merge instead of registering it twice",
}
_TICKETS = {
    "zh": "{model} 近 {days} 天同样故障已登记 {count} 次",
    "en": "{model}: the same fault was registered {count} times in {days} days",
}
_ARTICLE = {"zh": "知识库：{title}", "en": "Knowledge base: {title}"}


def of_issue(issue: QualityIssue, act: Act) -> KnownFault:
    what = " ".join(filter(None, (issue.model, issue.lot, issue.fault_code)))
    return KnownFault(
        source="quality_issue",
        text=_ISSUE[act.language].format(number=issue.number, what=what, count=issue.count),
        id=issue.id,
        number=issue.number,
        model=issue.model,
        count=issue.count,
        safety=issue.safety,
        advice=issue.advice,
    )


def of_open_ticket(ticket_id: UUID, number: str, model: str | None, act: Act) -> KnownFault:
    return KnownFault(
        source="open_ticket",
        text=_OPEN[act.language].format(number=number),
        id=ticket_id,
        number=number,
        model=model,
        count=None,
        safety=False,
        advice=None,
    )


def of_tickets(model: str, count: int, days: int, act: Act) -> KnownFault:
    return KnownFault(
        source="tickets",
        text=_TICKETS[act.language].format(model=model, count=count, days=days),
        id=None,
        number=None,
        model=model,
        count=count,
        safety=False,
        advice=None,
    )


def of_article(version: ArticleVersion, model: str | None, act: Act) -> KnownFault:
    title = version.title.get(act.language) or next(iter(version.title.values()))
    return KnownFault(
        source="article",
        text=_ARTICLE[act.language].format(title=title),
        id=version.article_id,
        number=None,
        model=model,
        count=None,
        safety=False,
        advice=None,
    )
