"""Routes of the service voucher (IN-17)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import Query, Request, Response
from starlette.responses import HTMLResponse

from libs.common.act import Language
from libs.common.settings import Settings
from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets import schemas_acts as s
from services.intake.tickets import signing
from services.intake.tickets.loading import Found, Locked, shown
from services.intake.tickets.paper.content import voucher_of
from services.intake.tickets.paper.page import page_to_print
from services.intake.tickets.paper.pdf import VoucherPrinter
from services.intake.tickets.scanned.links import Links
from services.intake.tickets.shown import TicketOut

router = Router(prefix="/tickets", tags=["tickets"])
Lang = Annotated[Language | None, Query(description="`zh` or `en`; else by Accept-Language")]


@router.get(
    "/{ticket_id}/voucher",
    dependencies=[may("tickets.read")],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def print_voucher(ticket: Found, edge: EdgeDep, request: Request, lang: Lang = None) -> Response:
    """The service voucher as PDF, to print at dispatch; its code opens the ticket (IN-17)."""
    settings: Settings = request.app.state.settings
    voucher = await voucher_of(edge.session, ticket)
    language = lang or edge.act.language
    link = Links.of(settings).ticket(ticket.number)
    content = _printer(settings.print_font).pdf(voucher, language, link=link)
    headers = {"Content-Disposition": f'inline; filename="{ticket.voucher_number}.pdf"'}
    return Response(content, media_type="application/pdf", headers={**headers, "Content-Language": language})


@router.get(
    "/{ticket_id}/voucher/page",
    dependencies=[may("tickets.read")],
    response_class=HTMLResponse,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def show_voucher(ticket: Found, edge: EdgeDep, request: Request, lang: Lang = None) -> Response:
    """The same voucher to read and to print from the browser (IN-17)."""
    settings: Settings = request.app.state.settings
    voucher = await voucher_of(edge.session, ticket)
    link = Links.of(settings).ticket(ticket.number)
    return page_to_print(voucher, lang or edge.act.language, link=link)


@lru_cache(maxsize=1)
def _printer(font: Path | None) -> VoucherPrinter:
    return VoucherPrinter(font)


@router.post("/{ticket_id}/countersign-voucher", dependencies=[may("tickets.countersign_voucher")])
async def countersign_voucher(ticket: Locked, body: s.CountersignVoucher, edge: EdgeDep) -> TicketOut:
    """Work that wasn't finished on the spot: the manager signs its times and content before the customer.

    Approving the visit's report counts as well. 409 `signed_on_the_spot` where the customer signed at once.
    """
    await signing.countersign_voucher(
        session=edge.session,
        act=edge.act,
        ticket=ticket,
        started_at=body.started_at,
        ended_at=body.ended_at,
        content=body.content,
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/voucher-returned", dependencies=[may("tickets.voucher_returned")])
async def return_voucher(ticket: Locked, body: s.ReturnVoucher, edge: EdgeDep) -> TicketOut:
    """Signed by the customer and archived; `needs_countersign` says if the manager's name is missing."""
    await signing.return_voucher(
        session=edge.session, act=edge.act, ticket=ticket, signed_on=body.signed_on, scan=body.scan
    )
    return shown(edge, ticket)
