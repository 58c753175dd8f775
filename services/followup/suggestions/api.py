"""The list of suggestions, the open ones above all: each ends in an answer (FU-02, IN-18)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.followup.suggestions.models import Suggestion
from services.followup.suggestions.schemas import State, SuggestionOut

router = Router(prefix="/suggestions", tags=["suggestions"])


@router.get("", dependencies=[may("suggestions.read")])
async def list_suggestions(
    edge: EdgeDep,
    paging: PagingDep,
    state: Annotated[State | None, Query()] = None,
    customer_id: UUID | None = None,
) -> Page[SuggestionOut]:
    query = select(Suggestion)
    if state is not None:
        query = query.where(Suggestion.state == state)
    if customer_id is not None:
        query = query.where(Suggestion.customer_id == customer_id)
    return await page(edge, query, Suggestion, paging, SuggestionOut.model_validate)
