"""What callers send and get of what articles answer, and of the repairs that feed them."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import In, Out
from services.intake.knowledge.schemas import ArticleOut


class UseArticle(In):
    """Whom it answered: a ticket or a contact. `helped` false: it was tried and was no help."""

    ticket_id: UUID | None = None
    contact_id: UUID | None = None
    helped: bool = True

    @model_validator(mode="after")
    def names_one(self) -> Self:
        if (self.ticket_id is None) == (self.contact_id is None):
            raise PydanticCustomError(
                "one_of",
                "either `ticket_id` or `contact_id`",
                {"zh": "服务单与来访二者择一", "field": "ticket_id"},
            )
        return self


class FittingArticle(ArticleOut):
    because: list[Literal["fault_code", "model", "words"]]


class FittingArticles(Out):
    items: list[FittingArticle]


class UseOut(Out):
    """Which version answered whom, or was tried in vain."""

    id: UUID
    article_id: UUID
    version: int = Field(validation_alias="number")
    ticket_id: UUID | None
    contact_id: UUID | None
    helped: bool
    used_by: str
    used_at: datetime


class SolvedFaultOut(Out):
    """A repair that the article is drawn from; `held` is false when the same fault has come back."""

    id: UUID
    ticket_id: UUID
    visit_id: UUID | None
    cause: FreeText
    resolution: FreeText
    parts: list[str]
    reported_at: datetime
    held: bool
