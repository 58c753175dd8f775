"""Articles and quality issues as intake tells them."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events import intake
from libs.common.events.envelope import Received
from services.dispatch.knowledge.models import Article, QualityIssue

knowledge = Consumer("dispatch.knowledge")


@knowledge.on(intake.ArticlePublished)
async def keep_article(event: Received[intake.ArticlePublished], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    told = event.data
    article = Article(
        id=event.subject,
        number=told.version,
        title={"zh": told.title_zh, "en": told.title_en},
        categories=told.categories,
        models=[model.lower() for model in told.models],
        fault_codes=[code.lower() for code in told.fault_codes],
    )
    await session.merge(article)
    await session.flush()


@knowledge.on(intake.ArticleWithdrawn)
async def withdraw_article(
    event: Received[intake.ArticleWithdrawn],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    article = await session.get(Article, event.subject, with_for_update=HELD)
    if article is not None:
        article.number = None


@knowledge.on(intake.QualityIssueRaised)
async def keep_issue(event: Received[intake.QualityIssueRaised], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    told = event.data
    issue = QualityIssue(
        id=event.subject,
        number=told.number,
        model=told.model and told.model.lower(),
        fault_code=told.fault_code and told.fault_code.lower(),
        safety=told.safety,
        count=told.count,
    )
    session.add(issue)
    await session.flush()


@knowledge.on(intake.QualityIssueTurnedUnsafe)
async def turn_unsafe(
    event: Received[intake.QualityIssueTurnedUnsafe],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    (await _issue(session, event)).safety = True


@knowledge.on(intake.QualityIssueAnswered)
async def take_advice(
    event: Received[intake.QualityIssueAnswered],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    issue = await _issue(session, event)
    issue.advice = event.data.advice or issue.advice


@knowledge.on(intake.QualityIssueClosed)
async def close_issue(
    event: Received[intake.QualityIssueClosed],
    *,
    session: AsyncSession,
    act: Act,  # noqa: ARG001
) -> None:
    (await _issue(session, event)).closed = True


async def _issue(
    session: AsyncSession,
    event: Received[intake.QualityIssueTurnedUnsafe]
    | Received[intake.QualityIssueAnswered]
    | Received[intake.QualityIssueClosed],
) -> QualityIssue:
    return await session.get_one(QualityIssue, event.subject, with_for_update=HELD)
