"""Routes of the service voucher (IN-17)."""

from fastapi import Response

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets import printing, signing
from services.intake.tickets import schemas_acts as s
from services.intake.tickets.loading import Found, Locked, shown
from services.intake.tickets.shown import TicketOut

router = Router(prefix="/tickets", tags=["tickets"])


@router.get(
    "/{ticket_id}/voucher",
    dependencies=[may("tickets.read")],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def print_voucher(ticket: Found, edge: EdgeDep) -> Response:
    """The service voucher to print at dispatch, zh and en (IN-17)."""
    content = await printing.print_voucher(session=edge.session, ticket=ticket)
    return Response(content, media_type="application/pdf")


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
