"""Tables of the knowledge base: articles and their versions (IN-03)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import ArticlePublished, ArticleWithdrawn
from libs.common.web.problems import FieldError
from services.intake.knowledge import refusals, rules
from services.intake.tables import Base

_TERMS = "search_terms(words, NULL::timestamp with time zone)"


class ArticleVersion(Base):
    """One wording in zh and en. Once published it stays as it is, as answers refer to it.

    `authors`: everybody who had a hand in it, none of whom may publish it. `words`: what it is found by;
    `terms`: the same for the index, as of tickets (docs/architecture/search.md).
    """

    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_article_versions_terms", "terms", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[dict[str, Any]]
    text: Mapped[dict[str, Any]]
    categories: Mapped[list[str]]
    models: Mapped[list[str]]
    fault_codes: Mapped[list[str]]
    keywords: Mapped[list[str]]
    words: Mapped[str]
    terms: Mapped[Any] = mapped_column(TSVECTOR, Computed(_TERMS, persisted=True), deferred=True)
    authors: Mapped[list[str]]
    written_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]

    def write(self, content: Mapping[str, Any], *, by: str, at: datetime) -> None:
        """Take over what is given; of title and text each language by itself."""
        for name, value in content.items():
            told = getattr(self, name) or {}
            setattr(self, name, {**told, **value} if isinstance(value, dict) else value)
        self.words = rules.words_of(self)
        self.authors = sorted({*(self.authors or []), by})
        self.written_at = at


class Article(Base, Aggregate):
    """A solved fault or an answered question (IN-03).

    `published` is the number of the version that answers, `draft` of the one that is being written.
    """

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'review', 'published', 'withdrawn')", name="status"),
        CheckConstraint("draft_status IN ('draft', 'review')", name="draft_status"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"sent_back_because"})

    status: Mapped[str]
    published: Mapped[int | None]
    draft: Mapped[int | None]
    draft_status: Mapped[str | None]
    sent_back_because: Mapped[str | None]
    fault_key: Mapped[str | None] = mapped_column(unique=True)
    """What product and fault it was drafted for by itself; the next such repair is linked to it."""
    created_at: Mapped[datetime]
    answered: Mapped[int] = mapped_column(default=0)
    not_helpful: Mapped[int] = mapped_column(default=0)

    def begin_draft(self) -> int:
        """The number of the version to write: the one under way, or the next."""
        if self.draft is None:
            self.draft, self.draft_status = (self.published or 0) + 1, "draft"
            self._settle()
        return self.draft

    def submit(self) -> None:
        self._in("draft")
        self.draft_status, self.sent_back_because = "review", None
        self._settle()

    def send_back(self, *, reason: str) -> None:
        self._in("review")
        self.draft_status, self.sent_back_because = "draft", reason
        self._settle()

    def publish(self, version: ArticleVersion, *, by: str, now: datetime) -> list[Event]:
        """Raises `NothingToPublish`, `OwnArticle`, `TranslationMissing`."""
        self._in("draft", "review")
        if by in version.authors:
            raise refusals.OwnArticle
        if missing := rules.untold(version):
            raise refusals.TranslationMissing(
                errors=[
                    FieldError(pointer, refusals.TranslationMissing.code, "needed in zh and en")
                    for pointer in missing
                ]
            )
        version.published_by, version.published_at = by, now
        self.published, self.draft, self.draft_status = version.number, None, None
        self.sent_back_because = None
        self._settle()
        return [
            ArticlePublished(
                version=version.number,
                title_zh=version.title["zh"],
                title_en=version.title["en"],
                categories=version.categories,
                models=version.models,
                fault_codes=version.fault_codes,
            )
        ]

    def withdraw(self, *, reason: str) -> list[Event]:
        """Nobody answers from it any more; a later version may be published."""
        if self.status != "published":
            raise refusals.ArticleNotPublished
        self.status = "withdrawn"
        return [ArticleWithdrawn(version=self.published or 0, reason=reason)]

    def _in(self, *statuses: str) -> None:
        if self.draft_status not in statuses:
            raise refusals.NothingToPublish if "draft" in statuses else refusals.NotInReview

    def _settle(self) -> None:
        """A published version answers while the next one is written."""
        if self.draft is None:
            self.status = "published"
        elif self.published is None:
            self.status = self.draft_status or "draft"
