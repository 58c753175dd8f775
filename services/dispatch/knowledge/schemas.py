"""What a technician is told of a fault before going there."""

from typing import Self
from uuid import UUID

from libs.common.act import Language
from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import Out
from services.dispatch.knowledge.models import Article


class ArticleSeen(Out):
    """Its text stands in intake's knowledge base, under this id."""

    id: UUID
    number: int
    title: str

    @classmethod
    def of(cls, article: Article, language: Language) -> Self:
        assert article.number is not None
        return cls(id=article.id, number=article.number, title=article.title[language])


class QualityIssueSeen(Out):
    id: UUID
    number: str
    safety: bool
    count: int
    advice: FreeText | None
