"""Routes of tickets (api.md, Intake)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from libs.common.ids import site_date
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Instant, Phone
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets import changing, deciding, opening, queries, usecases, voucher
from services.intake.tickets import schemas as s
from services.intake.tickets.models import Ticket
from services.intake.tickets.refusals import TicketNotFound

router = Router(prefix="/tickets", tags=["tickets"])

Found = Annotated[Ticket, found(Ticket, param="ticket_id", not_found=TicketNotFound)]
Locked = Annotated[Ticket, locked(Ticket, param="ticket_id", not_found=TicketNotFound)]


def _shown(edge: Edge, ticket: Ticket) -> s.TicketOut:
    return s.TicketOut.of(ticket, now=edge.act.now, language=edge.act.language)


@router.post("", status_code=201, dependencies=[may("tickets.open")])
async def open_ticket(body: s.OpenTicket, edge: EdgeDep) -> s.TicketOut:
    """Register a request for service: decided, numbered, with its deadlines (IN-04, IN-05, PO-17)."""
    ticket = await opening.open_ticket(session=edge.session, act=edge.act, asked=body)
    edge.etag_of(ticket)
    return _shown(edge, ticket)


@router.get("", dependencies=[may("tickets.read")])
async def list_tickets(
    edge: EdgeDep,
    paging: PagingDep,
    status: s.Status | None = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
    number: Annotated[str | None, Query(max_length=40)] = None,
    serial: Annotated[str | None, Query(max_length=200)] = None,
    phone: Annotated[Phone | None, Query()] = None,
    customer_id: UUID | None = None,
    opened_from: Annotated[Instant | None, Query()] = None,
    opened_to: Annotated[Instant | None, Query()] = None,
) -> Page[s.TicketOut]:
    """Search by number, voucher, serial, phone, name and words, newest first (IN-05)."""
    search = queries.Search(
        status=status,
        number=number,
        serial=serial,
        phone=phone,
        customer_id=customer_id,
        opened_from=opened_from,
        opened_to=opened_to,
        words=q,
    )
    return await page(edge, search.query(), Ticket, paging, lambda ticket: _shown(edge, ticket))


@router.get("/{ticket_id}", dependencies=[may("tickets.read")])
async def read_ticket(ticket: Found, edge: EdgeDep) -> s.TicketOut:
    return _shown(edge, ticket)


@router.patch("/{ticket_id}", dependencies=[may("tickets.change")])
async def change_ticket(ticket: Locked, body: s.ChangeTicket, edge: EdgeDep) -> s.TicketOut:
    """Put facts right; new findings are decided upon at once (PO-08)."""
    await changing.change_ticket(session=edge.session, act=edge.act, ticket=ticket, changes=body)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/quote", dependencies=[may("tickets.quote")])
async def quote_ticket(ticket: Locked, body: s.QuoteIn, edge: EdgeDep) -> s.TicketOut:
    """Price and time before work; where the pack says so sales releases it (PO-03)."""
    pack = deciding.pack_of(ticket, site_date(edge.act.now))
    by_sales = pack.charge.quote_released_by == "sales" and not edge.act.actor.has("sales")
    quote = body.quote(made_by=edge.act.actor.subject, released=not by_sales)
    await usecases.make_quote(session=edge.session, act=edge.act, ticket=ticket, quote=quote)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/release-quote", dependencies=[may("tickets.release_quote")])
async def release_quote(ticket: Locked, edge: EdgeDep) -> s.TicketOut:
    await usecases.release_quote(session=edge.session, act=edge.act, ticket=ticket)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/consent", dependencies=[may("tickets.consent")])
async def record_consent(ticket: Locked, body: s.ConsentIn, edge: EdgeDep) -> s.TicketOut:
    """The customer's word on the quote; a refusal closes the ticket as `declined` (PO-03, IN-16)."""
    await usecases.record_consent(
        session=edge.session, act=edge.act, ticket=ticket, given=body.given, by=body.by, how=body.how
    )
    return _shown(edge, ticket)


@router.post("/{ticket_id}/close", dependencies=[may("tickets.close")])
async def close_ticket(ticket: Locked, body: s.CloseTicket, edge: EdgeDep) -> s.TicketOut:
    """409 names the first thing that is still open: complaint, work, voucher, charge, telling (IN-16)."""
    await usecases.close_ticket(session=edge.session, act=edge.act, ticket=ticket, outcome=body.outcome)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/cancel", dependencies=[may("tickets.cancel")])
async def cancel_ticket(ticket: Locked, body: s.Reason, edge: EdgeDep) -> s.TicketOut:
    await usecases.cancel_ticket(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/reopen", dependencies=[may("tickets.reopen")])
async def reopen_ticket(ticket: Locked, body: s.Reason, edge: EdgeDep) -> s.TicketOut:
    """Fresh clocks; soon after a repair it counts as a repeat repair (IN-16)."""
    await usecases.reopen_ticket(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/pause", dependencies=[may("tickets.pause")])
async def pause_clocks(ticket: Locked, body: s.PauseClocks, edge: EdgeDep) -> s.TicketOut:
    await usecases.pause_clocks(
        session=edge.session, act=edge.act, ticket=ticket, clock=body.clock, reason=body.reason
    )
    return _shown(edge, ticket)


@router.post("/{ticket_id}/resume", dependencies=[may("tickets.pause")])
async def resume_clocks(ticket: Locked, body: s.ResumeClocks, edge: EdgeDep) -> s.TicketOut:
    await usecases.resume_clocks(session=edge.session, act=edge.act, ticket=ticket, clock=body.clock)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/voucher-returned", dependencies=[may("tickets.voucher_returned")])
async def return_voucher(ticket: Locked, body: s.ReturnVoucher, edge: EdgeDep) -> s.TicketOut:
    await usecases.return_voucher(session=edge.session, act=edge.act, ticket=ticket, signed_on=body.signed_on)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/waive", dependencies=[may("tickets.waive")])
async def waive_charge(ticket: Locked, body: s.Reason, edge: EdgeDep) -> s.TicketOut:
    await usecases.waive_charge(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/notify", dependencies=[may("tickets.notify")])
async def notify_customer(ticket: Locked, body: s.Notify, edge: EdgeDep) -> s.TicketOut:
    await usecases.notify_customer(
        session=edge.session, act=edge.act, ticket=ticket, channel=body.channel, text=body.text
    )
    return _shown(edge, ticket)


@router.post("/{ticket_id}/escalate", dependencies=[may("tickets.escalate")])
async def escalate_ticket(ticket: Locked, body: s.Reason, edge: EdgeDep) -> s.TicketOut:
    await usecases.escalate(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return _shown(edge, ticket)


@router.post("/{ticket_id}/resolve-remote", dependencies=[may("tickets.resolve_remote")])
async def resolve_remotely(ticket: Locked, body: s.RemoteReport, edge: EdgeDep) -> s.TicketOut:
    """Resolved without a visit, with the same report (IN-06)."""
    report = body.model_dump(mode="json", exclude={"at"})
    await usecases.resolve_remotely(
        session=edge.session, act=edge.act, ticket=ticket, report=report, at=body.at
    )
    return _shown(edge, ticket)


@router.get(
    "/{ticket_id}/voucher",
    dependencies=[may("tickets.read")],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def print_voucher(ticket: Found, edge: EdgeDep) -> Response:
    """The service voucher to print, zh and en (IN-17)."""
    content = await voucher.print_voucher(session=edge.session, ticket=ticket)
    return Response(content, media_type="application/pdf")
