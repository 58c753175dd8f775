"""Routes of what articles answer: those that fit a fault, and answers given from them (IN-03)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from libs.common.policy.vocabulary import Category
from libs.common.web.edge import EdgeDep
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.knowledge import answering, fitting, queries, sources
from services.intake.knowledge.api import Found, Word, shown
from services.intake.knowledge.records import ArticleUse, SolvedFault
from services.intake.knowledge.schemas import ArticleOut
from services.intake.knowledge.schemas_answers import (
    FittingArticle,
    FittingArticles,
    SolvedFaultOut,
    UseArticle,
    UseOut,
)

router = Router(prefix="/articles", tags=["knowledge base"])


@router.get("/suggestions", dependencies=[may("articles.read")])
async def suggest_articles(
    edge: EdgeDep,
    fault: Annotated[str | None, Query(max_length=2000, description="in the caller's words")] = None,
    fault_code: Word = None,
    category: Annotated[Category | None, Query()] = None,
    model: Word = None,
    ticket_id: Annotated[
        UUID | None, Query(description="of its product and fault; the rest is left out")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> FittingArticles:
    """Published articles that fit, the best first, and why: by the fault's code, the model or the words."""
    asked = fitting.Fault(fault=fault, fault_code=fault_code, category=category, model=model)
    if ticket_id is not None:
        ticket = await sources.ticket_named(edge.session, ticket_id)
        asked = await fitting.Fault.of_ticket(edge.session, ticket)
    fits = await fitting.fitting(edge.session, asked, limit=limit)
    versions = await queries.versions_of(edge.session, [fit.article for fit in fits])
    items = [
        FittingArticle(**ArticleOut.of(fit.article, versions).model_dump(), because=fit.because)
        for fit in fits
    ]
    return FittingArticles(items=items)


@router.get("/uses", dependencies=[may("articles.read")])
async def list_uses(
    edge: EdgeDep,
    paging: PagingDep,
    article_id: Annotated[UUID | None, Query()] = None,
    ticket_id: Annotated[UUID | None, Query()] = None,
    contact_id: Annotated[UUID | None, Query()] = None,
    helped: Annotated[bool | None, Query()] = None,
) -> Page[UseOut]:
    """Which article in which version answered a contact or ticket."""
    query = queries.uses_like(
        article_id=article_id, ticket_id=ticket_id, contact_id=contact_id, helped=helped
    )
    return await page(edge, query, ArticleUse, paging, UseOut.model_validate)


@router.get("/{article_id}/solved-faults", dependencies=[may("articles.change")])
async def list_solved_faults(article: Found, edge: EdgeDep, paging: PagingDep) -> Page[SolvedFaultOut]:
    """The repairs that it is drawn from: what their reports say, and their tickets."""
    return await page(edge, queries.solved_by(article), SolvedFault, paging, SolvedFaultOut.model_validate)


@router.post("/{article_id}/use", dependencies=[may("articles.use")])
async def use_article(article: Found, body: UseArticle, edge: EdgeDep) -> ArticleOut:
    """A ticket or contact was answered from it, or it was no help; counted once for each."""
    if body.ticket_id is not None:
        await sources.ticket_named(edge.session, body.ticket_id)
    if body.contact_id is not None:
        await sources.refuse_unknown_contact(edge.session, body.contact_id)
    await answering.use_article(session=edge.session, act=edge.act, article=article, **body.model_dump())
    return await shown(edge, article)
