"""Writing, reviewing and publishing articles, one function a verb (IN-03)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from services.intake.knowledge import refusals
from services.intake.knowledge.models import Article, ArticleVersion

EMPTY: dict[str, Any] = {
    "title": {},
    "text": {},
    "categories": [],
    "models": [],
    "fault_codes": [],
    "keywords": [],
}
Written = tuple[Article, ArticleVersion]


async def write_article(
    *, session: AsyncSession, act: Act, content: Mapping[str, Any], fault_key: str | None = None
) -> Written:
    article = Article(
        id=new_id(), status="draft", fault_key=fault_key, created_at=act.now, answered=0, not_helpful=0
    )
    number = article.begin_draft()
    session.add(article)
    await session.flush()
    version = _new_version(article, number, EMPTY)
    version.write(content, by=act.actor.subject, at=act.now)
    session.add(version)
    await record(session, act=act, aggregate=article, verb="write")
    return article, version


async def revise_article(
    *, session: AsyncSession, act: Act, article: Article, changes: Mapping[str, Any]
) -> ArticleVersion:
    """Of a published one the next version is begun, from the wording that answers."""
    version = await _draft_of(session, article)
    version.write(changes, by=act.actor.subject, at=act.now)
    session.add(version)
    await record(session, act=act, aggregate=article, verb="revise")
    return version


async def submit_article(*, session: AsyncSession, act: Act, article: Article) -> None:
    article.submit()
    await record(session, act=act, aggregate=article, verb="submit")


async def send_back_article(*, session: AsyncSession, act: Act, article: Article, reason: str) -> None:
    article.send_back(reason=reason)
    await record(session, act=act, aggregate=article, verb="send-back")


async def publish_article(*, session: AsyncSession, act: Act, article: Article) -> ArticleVersion:
    """By another person than those who wrote it, who so reviews it."""
    if article.draft is None:
        raise refusals.NothingToPublish
    version = await version_of(session, article, article.draft)
    happened = article.publish(version, by=act.actor.subject, now=act.now)
    await record(session, act=act, aggregate=article, verb="publish", events=happened)
    return version


async def withdraw_article(*, session: AsyncSession, act: Act, article: Article, reason: str) -> None:
    happened = article.withdraw(reason=reason)
    await record(session, act=act, aggregate=article, verb="withdraw", events=happened)


async def version_of(session: AsyncSession, article: Article, number: int) -> ArticleVersion:
    query = select(ArticleVersion).filter_by(article_id=article.id, number=number)
    return (await session.scalars(query)).one()


async def _draft_of(session: AsyncSession, article: Article) -> ArticleVersion:
    begun = article.draft is not None
    number = article.begin_draft()
    if begun:
        return await version_of(session, article, number)
    answering = await version_of(session, article, article.published or number)
    return _new_version(article, number, {name: getattr(answering, name) for name in EMPTY})


def _new_version(article: Article, number: int, content: Mapping[str, Any]) -> ArticleVersion:
    return ArticleVersion(id=new_id(), article_id=article.id, number=number, authors=[], **content)
