"""Routes of the register of the day and of papers that come back (api.md, Intake; IN-08, IN-09)."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from sqlalchemy import select
from starlette.responses import HTMLResponse

from libs.common.act import Language
from libs.common.web.edge import EdgeDep
from libs.common.web.exports.formats import WRITERS
from libs.common.web.fields import Day
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.register import schemas as s
from services.intake.register import usecases
from services.intake.register.models import RegisterPage, StrayVoucher
from services.intake.register.page import page_to_print
from services.intake.register.sheet import sheet
from services.intake.register.shown import all_lines_of, register_of


class VoucherNotFound(NotFound):
    code = "voucher_not_found"
    zh = "没有这张凭证。"
    en = "There is no such voucher."


router = Router(tags=["register of the day"])
Named = Annotated[Day, Path(alias="date")]
Found = Annotated[StrayVoucher, found(StrayVoucher, param="voucher_id", not_found=VoucherNotFound)]
Locked = Annotated[StrayVoucher, locked(StrayVoucher, param="voucher_id", not_found=VoucherNotFound)]
Lang = Annotated[Language | None, Query(description="`zh` or `en`; else by Accept-Language")]
_PAGE: dict[str, Any] = {
    "response_class": HTMLResponse,
    "responses": {200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
}
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_SHEET: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(WRITERS, _FILE)}}


@router.get("/register", dependencies=[may("register.read")])
async def list_pages(edge: EdgeDep, paging: PagingDep) -> Page[s.PageOut]:
    """The days that were closed, with their figures."""
    return await page(edge, select(RegisterPage), RegisterPage, paging, s.PageOut.model_validate)


@router.get("/register/{date}", dependencies=[may("register.read")])
async def read_register(day: Named, edge: EdgeDep) -> s.RegisterOut:
    """As it was closed, or, until then, as it stands; a day to come shows what will lead its list (IN-08)."""
    return await register_of(edge.session, day, now=edge.act.now)


@router.get(
    "/register/{date}/sheet",
    dependencies=[may("register.read")],
    response_class=Response,
    responses=_SHEET,
)
async def read_sheet(day: Named, edge: EdgeDep, request: Request) -> Response:
    """All its lines as CSV; as XLSX or NDJSON by Accept."""
    lines = await all_lines_of(edge.session, day, now=edge.act.now)
    return sheet(day, lines, accept=request.headers.get("accept", ""))


@router.get("/register/{date}/page", dependencies=[may("register.read")], **_PAGE)
async def print_register(day: Named, edge: EdgeDep, lang: Lang = None) -> Response:
    """The same page to print and to sign, the first 500 lines of each list."""
    register = await register_of(edge.session, day, now=edge.act.now)
    return page_to_print(register, lang or edge.act.language)


@router.post("/returned-vouchers", dependencies=[may("tickets.voucher_returned")])
async def hand_in_voucher(body: s.HandInVoucher, edge: EdgeDep) -> s.HandedIn:
    """A paper by its number: returned to its ticket, or listed as one without an entry (IN-09, IN-17)."""
    ticket_id = await usecases.hand_in_voucher(session=edge.session, act=edge.act, **body.model_dump())
    return s.HandedIn(number=body.number, ticket_id=ticket_id)


@router.get("/returned-vouchers", dependencies=[may("register.read")])
async def list_stray_vouchers(
    edge: EdgeDep, paging: PagingDep, settled: Annotated[bool | None, Query()] = None
) -> Page[s.VoucherOut]:
    """Papers that had no entry when they came back."""
    query = select(StrayVoucher)
    if settled is not None:
        query = query.where(
            StrayVoucher.settled_at.is_not(None) if settled else StrayVoucher.settled_at.is_(None)
        )
    return await page(edge, query, StrayVoucher, paging, s.VoucherOut.model_validate)


@router.get("/returned-vouchers/{voucher_id}", dependencies=[may("register.read")])
async def read_stray_voucher(voucher: Found) -> s.VoucherOut:
    return s.VoucherOut.model_validate(voucher)


@router.post("/returned-vouchers/{voucher_id}/settle", dependencies=[may("register.settle_voucher")])
async def settle_voucher(voucher: Locked, body: s.SettleVoucher, edge: EdgeDep) -> s.VoucherOut:
    """Why it has no entry; from then on it isn't listed any more."""
    await usecases.settle_voucher(session=edge.session, act=edge.act, voucher=voucher, reason=body.reason)
    return s.VoucherOut.model_validate(voucher)
