"""Routes of suggestions (api.md, Intake)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.suggestions import queries, sources, usecases
from services.intake.suggestions.models import Suggestion
from services.intake.suggestions.schemas import (
    AnswerSuggestion,
    MonthOut,
    RouteSuggestion,
    Status,
    SuggestionIn,
    SuggestionOut,
    SuggestionPatch,
)


class SuggestionNotFound(NotFound):
    code = "suggestion_not_found"
    zh = "没有这条建议。"
    en = "There is no such suggestion."


router = Router(prefix="/suggestions", tags=["suggestions"])
_MONTH: dict[str, Any] = {"pattern": r"^(19|20)\d{2}-(0[1-9]|1[0-2])$", "examples": ["2026-11"]}
Found = Annotated[Suggestion, found(Suggestion, param="suggestion_id", not_found=SuggestionNotFound)]
Locked = Annotated[Suggestion, locked(Suggestion, param="suggestion_id", not_found=SuggestionNotFound)]


@router.post("", status_code=201, dependencies=[may("suggestions.register")])
async def register_suggestion(body: SuggestionIn, edge: EdgeDep) -> SuggestionOut:
    named = body.model_dump(include={"customer_id", "ticket_id", "contact_id"})
    said = body.model_dump() | {"customer_id": await sources.whose(edge.session, **named)}
    suggestion = await usecases.register_suggestion(session=edge.session, act=edge.act, **said)
    edge.etag_of(suggestion)
    return SuggestionOut.model_validate(suggestion)


@router.get("", dependencies=[may("suggestions.read")])
async def list_suggestions(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[Status | None, Query()] = None,
    department: Annotated[str | None, Query(max_length=200)] = None,
    customer_id: Annotated[UUID | None, Query()] = None,
    ticket_id: Annotated[UUID | None, Query()] = None,
    contact_id: Annotated[UUID | None, Query()] = None,
    serious: Annotated[bool | None, Query()] = None,
    verdict: Annotated[str | None, Query(max_length=200)] = None,
    valuable: Annotated[bool | None, Query()] = None,
    month: Annotated[str | None, Query(description="of the verdict", **_MONTH)] = None,
) -> Page[SuggestionOut]:
    query = queries.suggestions_like(
        status=status,
        department=department,
        customer_id=customer_id,
        ticket_id=ticket_id,
        contact_id=contact_id,
        serious=serious,
        verdict=verdict,
        valuable=valuable,
        month=month,
    )
    return await page(edge, query, Suggestion, paging, SuggestionOut.model_validate)


@router.get("/waiting", dependencies=[may("suggestions.read")])
async def list_waiting(edge: EdgeDep) -> Page[SuggestionOut]:
    """Without an answer yet, at most 200: the serious ones ahead of the rest, then the longest waiting."""
    found = await queries.waiting(edge.session)
    return Page(items=[SuggestionOut.model_validate(suggestion) for suggestion in found])


@router.get("/monthly/{month}", dependencies=[may("suggestions.read")])
async def read_month(month: Annotated[str, Path(**_MONTH)], edge: EdgeDep) -> MonthOut:
    """The valuable ones of a month, compiled when it is over (IN-18)."""
    compiled = await queries.compilation_of(edge.session, month)
    found = await queries.valuable_in(edge.session, month)
    return MonthOut(
        month=month,
        compiled_at=compiled.compiled_at if compiled else None,
        items=[SuggestionOut.model_validate(suggestion) for suggestion in found],
    )


@router.get("/{suggestion_id}", dependencies=[may("suggestions.read")])
async def read_suggestion(suggestion: Found) -> SuggestionOut:
    return SuggestionOut.model_validate(suggestion)


@router.patch("/{suggestion_id}", dependencies=[may("suggestions.change")])
async def change_suggestion(suggestion: Locked, body: SuggestionPatch, edge: EdgeDep) -> SuggestionOut:
    if body.text is not None:
        await usecases.reword_suggestion(
            session=edge.session, act=edge.act, suggestion=suggestion, text=body.text
        )
    if body.serious:
        await usecases.mark_serious(session=edge.session, act=edge.act, suggestion=suggestion)
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
        session=edge.session, act=edge.act, suggestion=suggestion, **body.model_dump()
    )
    return SuggestionOut.model_validate(suggestion)
