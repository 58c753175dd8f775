"""Routes of the knowledge base (api.md, Intake; IN-03)."""

from typing import Annotated, Any

from fastapi import Query

from libs.common.policy.vocabulary import Category
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Words
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.knowledge import drafting, queries, usecases
from services.intake.knowledge.models import Article, ArticleVersion
from services.intake.knowledge.queries import versions_of
from services.intake.knowledge.refusals import ArticleNotFound
from services.intake.knowledge.schemas import (
    ArticleIn,
    ArticleOut,
    ArticlePatch,
    FromTicket,
    Reason,
    Status,
    VersionOut,
)
from services.intake.knowledge.sources import ticket_named

router = Router(prefix="/articles", tags=["knowledge base"])
_NAMED: dict[str, Any] = {"param": "article_id", "not_found": ArticleNotFound}
Found = Annotated[Article, found(Article, **_NAMED)]
Locked = Annotated[Article, locked(Article, **_NAMED)]
Word = Annotated[str | None, Query(max_length=200)]


@router.post("", status_code=201, dependencies=[may("articles.register")])
async def write_article(body: ArticleIn, edge: EdgeDep) -> ArticleOut:
    content = usecases.EMPTY | body.model_dump(exclude_none=True)
    article, _ = await usecases.write_article(session=edge.session, act=edge.act, content=content)
    edge.etag_of(article)
    return await shown(edge, article)


@router.post("/draft-from-ticket", status_code=201, dependencies=[may("articles.register")])
async def draft_from_ticket(body: FromTicket, edge: EdgeDep) -> ArticleOut:
    """From the report of the ticket's last visit or remote service, with the ticket linked."""
    ticket = await ticket_named(edge.session, body.ticket_id)
    article, _ = await drafting.draft_from_ticket(session=edge.session, act=edge.act, ticket=ticket)
    edge.etag_of(article)
    return await shown(edge, article)


@router.get("", dependencies=[may("articles.read")])
async def list_articles(
    edge: EdgeDep,
    paging: PagingDep,
    q: Annotated[Words | None, Query(description="words, Chinese or not; all of them must be there")] = None,
    status: Annotated[Status, Query()] = "published",
    category: Annotated[Category | None, Query()] = None,
    model: Word = None,
    fault_code: Word = None,
) -> Page[ArticleOut]:
    search = queries.Search(status=status, words=q, category=category, model=model, fault_code=fault_code)
    listed = await page(edge, search.query(), Article, paging, lambda article: article)
    versions = await versions_of(edge.session, listed.items)
    items = [ArticleOut.of(article, versions) for article in listed.items]
    return Page(items=items, next_cursor=listed.next_cursor)


@router.get("/{article_id}", dependencies=[may("articles.read")])
async def read_article(article: Found, edge: EdgeDep) -> ArticleOut:
    return await shown(edge, article)


@router.get("/{article_id}/versions", dependencies=[may("articles.read")])
async def list_versions(article: Found, edge: EdgeDep, paging: PagingDep) -> Page[VersionOut]:
    """Every wording that was or is to be published, newest first; answers refer to it by number."""
    query = queries.all_versions(article)
    return await page(edge, query, ArticleVersion, paging, VersionOut.model_validate)


@router.patch("/{article_id}", dependencies=[may("articles.change")])
async def revise_article(article: Locked, body: ArticlePatch, edge: EdgeDep) -> ArticleOut:
    """Who changes the draft is one of its authors, so somebody else has to publish it."""
    if changes := body.model_dump(exclude_none=True):
        await usecases.revise_article(session=edge.session, act=edge.act, article=article, changes=changes)
    return await shown(edge, article)


@router.post("/{article_id}/submit", dependencies=[may("articles.change")])
async def submit_article(article: Locked, edge: EdgeDep) -> ArticleOut:
    """The draft waits for its review."""
    await usecases.submit_article(session=edge.session, act=edge.act, article=article)
    return await shown(edge, article)


@router.post("/{article_id}/send-back", dependencies=[may("articles.publish")])
async def send_back_article(article: Locked, body: Reason, edge: EdgeDep) -> ArticleOut:
    await usecases.send_back_article(session=edge.session, act=edge.act, article=article, reason=body.reason)
    return await shown(edge, article)


@router.post("/{article_id}/publish", dependencies=[may("articles.publish")])
async def publish_article(article: Locked, edge: EdgeDep) -> ArticleOut:
    """Reviewed by another person than its authors, in zh and en; the version before it answers no more."""
    await usecases.publish_article(session=edge.session, act=edge.act, article=article)
    return await shown(edge, article)


@router.post("/{article_id}/withdraw", dependencies=[may("articles.publish")])
async def withdraw_article(article: Locked, body: Reason, edge: EdgeDep) -> ArticleOut:
    """It answers nobody any more, until a later version is published."""
    await usecases.withdraw_article(session=edge.session, act=edge.act, article=article, reason=body.reason)
    return await shown(edge, article)


async def shown(edge: EdgeDep, article: Article) -> ArticleOut:
    return ArticleOut.of(article, await versions_of(edge.session, [article]))
