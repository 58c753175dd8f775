"""Routes of suggestions (api.md, Intake)."""

from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.suggestions import usecases
from services.intake.suggestions.models import Suggestion
from services.intake.suggestions.schemas import (
    AnswerSuggestion,
    RouteSuggestion,
    SuggestionIn,
    SuggestionOut,
    SuggestionPatch,
)


class SuggestionNotFound(NotFound):
    code = "suggestion_not_found"
    zh = "没有这条建议。"
    en = "There is no such suggestion."


router = Router(prefix="/suggestions", tags=["suggestions"])
Found = Annotated[Suggestion, found(Suggestion, param="suggestion_id", not_found=SuggestionNotFound)]
Locked = Annotated[Suggestion, locked(Suggestion, param="suggestion_id", not_found=SuggestionNotFound)]


@router.post("", status_code=201, dependencies=[may("suggestions.register")])
async def register_suggestion(body: SuggestionIn, edge: EdgeDep) -> SuggestionOut:
    suggestion = await usecases.register_suggestion(session=edge.session, act=edge.act, **body.model_dump())
    edge.etag_of(suggestion)
    return SuggestionOut.model_validate(suggestion)


@router.get("", dependencies=[may("suggestions.read")])
async def list_suggestions(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[Literal["registered", "routed", "answered"] | None, Query()] = None,
) -> Page[SuggestionOut]:
    query = select(Suggestion)
    if status:
        query = query.where(Suggestion.status == status)
    return await page(edge, query, Suggestion, paging, SuggestionOut.model_validate)


@router.get("/{suggestion_id}", dependencies=[may("suggestions.read")])
async def read_suggestion(suggestion: Found) -> SuggestionOut:
    return SuggestionOut.model_validate(suggestion)


@router.patch("/{suggestion_id}", dependencies=[may("suggestions.change")])
async def change_suggestion(suggestion: Locked, body: SuggestionPatch, edge: EdgeDep) -> SuggestionOut:
    if body.text is not None:
        await usecases.reword_suggestion(
            session=edge.session, act=edge.act, suggestion=suggestion, text=body.text
        )
    return SuggestionOut.model_validate(suggestion)


@router.post("/{suggestion_id}/route", dependencies=[may("suggestions.route")])
async def route_suggestion(suggestion: Locked, body: RouteSuggestion, edge: EdgeDep) -> SuggestionOut:
    await usecases.route_suggestion(
        session=edge.session, act=edge.act, suggestion=suggestion, department=body.department
    )
    return SuggestionOut.model_validate(suggestion)


@router.post("/{suggestion_id}/answer", dependencies=[may("suggestions.answer")])
async def answer_suggestion(suggestion: Locked, body: AnswerSuggestion, edge: EdgeDep) -> SuggestionOut:
    await usecases.answer_suggestion(
        session=edge.session, act=edge.act, suggestion=suggestion, text=body.text, verdict=body.verdict
    )
    return SuggestionOut.model_validate(suggestion)
