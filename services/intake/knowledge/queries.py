"""Finding articles: by words, by state, and those that fit a fault (IN-03)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, all_, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.knowledge.models import Article, ArticleVersion
from services.intake.knowledge.records import ArticleUse, SolvedFault

Versions = Mapping[tuple[UUID, int], ArticleVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All that is given must fit.

    `draft` and `review` find published articles too whose next version is there.
    """

    status: str
    words: str | None = None
    category: str | None = None
    model: str | None = None
    fault_code: str | None = None

    def query(self) -> Select[Any]:
        being_written = self.status in ("draft", "review")
        number = Article.draft if being_written else Article.published
        state = Article.draft_status if being_written else Article.status
        query = select(Article).where(state == self.status)
        conditions = list(self._conditions())
        if not conditions:
            return query
        joined = (ArticleVersion.article_id == Article.id) & (ArticleVersion.number == number)
        return query.join(ArticleVersion, joined).where(*conditions)

    def _conditions(self) -> Iterable[Any]:
        if self.words:
            asked = func.search_text(self.words)
            yield ArticleVersion.terms.bool_op("@@")(func.search_query(asked))
            yield ArticleVersion.words.op("LIKE")(all_(func.search_patterns(asked)))
        for column, value in (
            (ArticleVersion.categories, self.category),
            (ArticleVersion.models, self.model),
            (ArticleVersion.fault_codes, self.fault_code),
        ):
            if value:
                yield column.cast(JSONB).contains([value])


async def versions_of(session: AsyncSession, articles: Iterable[Article]) -> Versions:
    """Those that answer and those being written, by article and number."""
    wanted = [(one.id, number) for one in articles for number in (one.published, one.draft) if number]
    query = select(ArticleVersion).where(tuple_(ArticleVersion.article_id, ArticleVersion.number).in_(wanted))
    return {(found.article_id, found.number): found for found in await session.scalars(query)}


def all_versions(article: Article) -> Select[Any]:
    return select(ArticleVersion).where(ArticleVersion.article_id == article.id)


def solved_by(article: Article) -> Select[Any]:
    return select(SolvedFault).where(SolvedFault.article_id == article.id)


def uses_like(**asked_for: UUID | bool | None) -> Select[Any]:
    return select(ArticleUse).filter_by(**{name: of for name, of in asked_for.items() if of is not None})
