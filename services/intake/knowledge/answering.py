"""Answers given from articles, and how often each helped (IN-03)."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from services.intake.knowledge.models import Article
from services.intake.knowledge.records import ArticleUse
from services.intake.knowledge.refusals import ArticleNotPublished, UnknownArticle


async def answering_version(session: AsyncSession, article_id: UUID) -> int:
    """The version that answers now. Raises `UnknownArticle` for one that isn't published."""
    query = select(Article.published).where(Article.id == article_id, Article.status == "published")
    number = await session.scalar(query)
    if number is None:
        raise UnknownArticle
    return number


async def note_use(
    *,
    session: AsyncSession,
    act: Act,
    article_id: UUID,
    number: int,
    contact_id: UUID | None = None,
    ticket_id: UUID | None = None,
    helped: bool = True,
) -> None:
    """Counted once for a contact or ticket, however often it is said."""
    use = {
        "id": new_id(),
        "article_id": article_id,
        "number": number,
        "contact_id": contact_id,
        "ticket_id": ticket_id,
        "helped": helped,
        "used_by": act.actor.subject,
        "used_at": act.now,
    }
    added = insert(ArticleUse).values(use).on_conflict_do_nothing().returning(ArticleUse.id)
    if await session.scalar(added) is not None:
        counter = Article.answered if helped else Article.not_helpful
        counted = update(Article).where(Article.id == article_id).values({counter: counter + 1})
        await session.execute(counted.execution_options(synchronize_session="fetch"))


async def use_article(
    *,
    session: AsyncSession,
    act: Act,
    article: Article,
    contact_id: UUID | None,
    ticket_id: UUID | None,
    helped: bool,
) -> None:
    """Raises `ArticleNotPublished`."""
    if article.status != "published" or article.published is None:
        raise ArticleNotPublished
    await note_use(
        session=session,
        act=act,
        article_id=article.id,
        number=article.published,
        contact_id=contact_id,
        ticket_id=ticket_id,
        helped=helped,
    )
