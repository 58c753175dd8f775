"""What callers send and get of the knowledge base."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.policy.vocabulary import Category
from libs.common.web.fields import In, Out, ShortText, Text
from services.intake.knowledge.models import Article, ArticleVersion
from services.intake.knowledge.queries import Versions

Status = Literal["draft", "review", "published", "withdrawn"]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Names = Annotated[list[ShortText], Field(max_length=50)]


class TitleIn(In):
    zh: ShortText | None = None
    en: ShortText | None = None


class TextIn(In):
    zh: LongText | None = None
    en: LongText | None = None


class ArticlePatch(In):
    """What is given replaces what was written; of a published article it begins the next version."""

    title: TitleIn | None = None
    text: TextIn | None = None
    categories: Annotated[list[Category], Field(max_length=20)] | None = None
    models: Names | None = None
    fault_codes: Names | None = None
    keywords: Names | None = Field(default=None, description="other words that it is to be found by")


class ArticleIn(ArticlePatch):
    """In one language at first, if need be; both are needed to publish."""

    title: TitleIn
    text: TextIn

    @model_validator(mode="after")
    def says_something(self) -> Self:
        for name in ("title", "text"):
            if not any(getattr(self, name).model_dump().values()):
                raise PydanticCustomError("not_given", "in zh or en", {"zh": "须有中文或英文", "field": name})
        return self


class FromTicket(In):
    ticket_id: UUID


class Reason(In):
    reason: Text


class Told(Out):
    zh: str | None = None
    en: str | None = None


class VersionOut(Out):
    version: int = Field(validation_alias="number")
    title: Told
    text: Told
    categories: list[str]
    models: list[str]
    fault_codes: list[str]
    keywords: list[str]
    authors: list[str]
    written_at: datetime
    published_by: str | None
    published_at: datetime | None


class DraftOut(VersionOut):
    status: Literal["draft", "review"]
    sent_back_because: str | None


class ArticleOut(Out):
    """`version` is the one that answers, whose wording is shown; before the first it is null, the draft seen.

    `answered`: how many contacts and tickets it answered; `not_helpful`: how often it was tried in vain.
    """

    id: UUID
    status: Status
    version: int | None
    title: Told
    text: Told
    categories: list[str]
    models: list[str]
    fault_codes: list[str]
    keywords: list[str]
    authors: list[str]
    published_by: str | None
    published_at: datetime | None
    draft: DraftOut | None
    created_at: datetime
    answered: int
    not_helpful: int

    @classmethod
    def of(cls, article: Article, versions: Versions) -> Self:
        answering = versions.get((article.id, article.published or 0))
        draft = versions.get((article.id, article.draft or 0))
        seen = VersionOut.model_validate(answering or draft)
        return cls(
            **seen.model_dump(include=set(cls.model_fields) - {"version"}),
            **{
                name: getattr(article, name)
                for name in ("id", "status", "created_at", "answered", "not_helpful")
            },
            version=article.published,
            draft=_draft(article, draft) if draft else None,
        )


def _draft(article: Article, version: ArticleVersion) -> DraftOut:
    return DraftOut.model_validate(
        {
            **VersionOut.model_validate(version).model_dump(),
            "number": version.number,
            "status": article.draft_status,
            "sent_back_because": article.sent_back_because,
        }
    )
