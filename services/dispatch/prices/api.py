"""Routes of price lists (api.md, Dispatch; DI-12): whoever asks reads what is published."""

from typing import Annotated, Any

from fastapi import Query, Response
from starlette.responses import HTMLResponse

from libs.common.act import Language
from libs.common.ids import site_date
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Day
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may, open_to_all
from libs.common.web.routing import Router
from services.dispatch.prices import queries, usecases
from services.dispatch.prices import schemas as s
from services.dispatch.prices.board import board
from services.dispatch.prices.models import PriceList, PriceListNotFound

router = Router(prefix="/price-lists", tags=["price lists"])

Found = Annotated[PriceList, found(PriceList, param="price_list_id", not_found=PriceListNotFound)]
Locked = Annotated[PriceList, locked(PriceList, param="price_list_id", not_found=PriceListNotFound)]
Lang = Annotated[Language | None, Query(description="`zh` or `en`; else by Accept-Language")]
_PAGE: dict[str, Any] = {
    "response_class": HTMLResponse,
    "responses": {
        200: {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}}
    },
}


@router.get("", dependencies=[open_to_all])
async def list_price_lists(
    edge: EdgeDep, paging: PagingDep, category: s.Holds | None = None, on: Day | None = None
) -> Page[s.PriceListOut]:
    """All that were published, those to come too; `on` a day: what holds then."""
    query = queries.published(category=category, on=on)
    return await page(edge, query, PriceList, paging, s.PriceListOut.of)


@router.get("/board", dependencies=[open_to_all], **_PAGE)
async def show_board(edge: EdgeDep, category: s.Holds | None = None, lang: Lang = None) -> Response:
    """What holds today, to read and to print."""
    today = site_date(edge.act.now)
    price_lists = await queries.holding(edge.session, on=today, category=category)
    return board(lang or edge.act.language, price_lists, category=category)


@router.get("/drafts", dependencies=[may("price_lists.read")])
async def list_drafts(edge: EdgeDep, paging: PagingDep) -> Page[s.PriceListOut]:
    return await page(edge, queries.drafts(), PriceList, paging, s.PriceListOut.of)


@router.get("/{price_list_id}", dependencies=[open_to_all])
async def read_price_list(price_list: Found) -> s.PriceListOut:
    """A draft isn't there yet."""
    if price_list.status == "draft":
        raise PriceListNotFound
    return s.PriceListOut.of(price_list)


@router.post("", status_code=201, dependencies=[may("price_lists.make")])
async def draft_price_list(body: s.DraftPriceList, edge: EdgeDep) -> s.PriceListOut:
    """A draft, of a category or general."""
    drafted = await usecases.draft_list(session=edge.session, act=edge.act, columns=body.columns())
    edge.etag_of(drafted)
    return s.PriceListOut.of(drafted)


@router.patch("/{price_list_id}", dependencies=[may("price_lists.change")])
async def change_price_list(price_list: Locked, body: s.ChangePriceList, edge: EdgeDep) -> s.PriceListOut:
    """Drafts only: what is published stays as it is."""
    await usecases.change_list(
        session=edge.session, act=edge.act, price_list=price_list, columns=body.columns()
    )
    return s.PriceListOut.of(price_list)


@router.post("/{price_list_id}/publish", dependencies=[may("price_lists.publish")])
async def publish_price_list(price_list: Locked, edge: EdgeDep) -> s.PriceListOut:
    """For good, as the next version of its category."""
    await usecases.publish_list(session=edge.session, act=edge.act, price_list=price_list)
    return s.PriceListOut.of(price_list)
