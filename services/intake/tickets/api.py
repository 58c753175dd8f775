"""Routes of tickets (api.md, Intake)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from libs.common.ids import site_date
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import InstantOrDay, Phone, Words
from libs.common.web.paging import Page, PagingDep, page_of
from libs.common.web.permission import may
from libs.common.web.routing import Router
from libs.common.web.together import together
from services.intake.days import since, until
from services.intake.known_faults.of_tickets import knowing, open_knowing
from services.intake.known_faults.schemas import TicketWithKnownFaults
from services.intake.tickets import changing, deciding, discreet, opening, queries, usecases
from services.intake.tickets import schemas as s
from services.intake.tickets import schemas_acts as a
from services.intake.tickets.loading import Found, Locked, line, shown
from services.intake.tickets.shown import TicketOut
from services.intake.tickets.together import is_usual

router = Router(prefix="/tickets", tags=["tickets"])


@router.post("", status_code=201, dependencies=[may("tickets.open"), together(open_knowing, suits=is_usual)])
async def open_ticket(body: s.OpenTicket, edge: EdgeDep) -> TicketWithKnownFaults:
    """Register a request for service: decided, numbered, with its deadlines (IN-04, IN-05, PO-17).

    `known_faults` warns: quality issues, the same fault of others, articles (IN-02, IN-15).
    """
    ticket = await opening.open_ticket(session=edge.session, act=edge.act, asked=body)
    edge.etag_of(ticket)
    return await knowing(edge, ticket)


@router.get("", dependencies=[may("tickets.read")])
async def list_tickets(
    edge: EdgeDep,
    paging: PagingDep,
    status: s.Status | None = None,
    q: Annotated[Words | None, Query()] = None,
    number: Annotated[Words | None, Query(max_length=40)] = None,
    serial: Annotated[Words | None, Query()] = None,
    phone: Annotated[Phone | None, Query()] = None,
    customer_id: UUID | None = None,
    opened_from: Annotated[InstantOrDay | None, Query()] = None,
    opened_to: Annotated[InstantOrDay | None, Query()] = None,
) -> Page[TicketOut]:
    """Search by number, voucher, serial, phone, name and words, newest first (IN-05).

    `q`: all of its words, in the fault, the names, the model and the numbers. Chinese is found anywhere, a
    Latin word by its beginning, a number by its beginning or by its end from four digits on. `number` may be
    a part, `serial` the beginning. `opened_from` and `opened_to` are moments, or whole days at the site.
    Whoever sees names or phone numbers masked finds a ticket by whole ones only (IN-12); 422 `too_wide` where
    nearly all that fits would have to be left out.
    """
    search = queries.Search(
        status=status,
        number=number,
        serial=serial,
        phone=phone,
        customer_id=customer_id,
        opened_from=since(opened_from) if opened_from else None,
        opened_to=until(opened_to) if opened_to else None,
        words=q,
    )
    after = await queries.place_of(edge.session, paging.after) if paging.after else None
    found = await discreet.newest(edge.session, search, after=after, most=paging.limit + 1)
    return page_of(edge, found, paging, lambda ticket: line(edge, ticket))


@router.get("/{ticket_id}", dependencies=[may("tickets.read")])
async def read_ticket(ticket: Found, edge: EdgeDep) -> TicketWithKnownFaults:
    return await knowing(edge, ticket)


@router.patch("/{ticket_id}", dependencies=[may("tickets.change")])
async def change_ticket(ticket: Locked, body: s.ChangeTicket, edge: EdgeDep) -> TicketWithKnownFaults:
    """Put facts right; new findings are decided upon at once (PO-08)."""
    await changing.change_ticket(session=edge.session, act=edge.act, ticket=ticket, changes=body)
    return await knowing(edge, ticket)


@router.post("/{ticket_id}/quote", dependencies=[may("tickets.quote")])
async def quote_ticket(ticket: Locked, body: s.QuoteIn, edge: EdgeDep) -> TicketOut:
    """Price and time before work; where the pack says so sales releases it (PO-03)."""
    pack = deciding.pack_of(ticket, site_date(edge.act.now))
    by_sales = pack.charge.quote_released_by == "sales" and not edge.act.actor.has("sales")
    quote = body.quote(made_by=edge.act.actor.subject, released=not by_sales)
    await usecases.make_quote(session=edge.session, act=edge.act, ticket=ticket, quote=quote)
    return shown(edge, ticket)


@router.post("/{ticket_id}/release-quote", dependencies=[may("tickets.release_quote")])
async def release_quote(ticket: Locked, edge: EdgeDep) -> TicketOut:
    await usecases.release_quote(session=edge.session, act=edge.act, ticket=ticket)
    return shown(edge, ticket)


@router.post("/{ticket_id}/consent", dependencies=[may("tickets.consent")])
async def record_consent(ticket: Locked, body: a.ConsentIn, edge: EdgeDep) -> TicketOut:
    """The customer's word on the quote; a refusal closes the ticket as `declined` (PO-03, IN-16)."""
    await usecases.record_consent(
        session=edge.session, act=edge.act, ticket=ticket, given=body.given, by=body.by, how=body.how
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/close", dependencies=[may("tickets.close")])
async def close_ticket(ticket: Locked, body: a.CloseTicket, edge: EdgeDep) -> TicketOut:
    """409 names the first thing that is still open: complaint, work, voucher, charge, telling (IN-16)."""
    await usecases.close_ticket(
        session=edge.session, act=edge.act, ticket=ticket, outcome=body.outcome, new_serial=body.new_serial
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/cancel", dependencies=[may("tickets.cancel")])
async def cancel_ticket(ticket: Locked, body: a.Reason, edge: EdgeDep) -> TicketOut:
    await usecases.cancel_ticket(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return shown(edge, ticket)


@router.post("/{ticket_id}/reopen", dependencies=[may("tickets.reopen")])
async def reopen_ticket(ticket: Locked, body: a.Reopen, edge: EdgeDep) -> TicketOut:
    """Fresh clocks; for the same fault soon after its repair it counts as a repeat repair (IN-16)."""
    await usecases.reopen_ticket(
        session=edge.session, act=edge.act, ticket=ticket, reason=body.reason, same_fault=body.same_fault
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/waive", dependencies=[may("tickets.waive")])
async def waive_charge(ticket: Locked, body: a.Reason, edge: EdgeDep) -> TicketOut:
    """Of the charges known so far; a later one is open again (IN-16)."""
    await usecases.waive_charge(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return shown(edge, ticket)


@router.post("/{ticket_id}/notify", dependencies=[may("tickets.notify")])
async def notify_customer(ticket: Locked, body: a.Notify, edge: EdgeDep) -> TicketOut:
    await usecases.notify_customer(
        session=edge.session, act=edge.act, ticket=ticket, channel=body.channel, text=body.text
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/resolve-remote", dependencies=[may("tickets.resolve_remote")])
async def resolve_remotely(ticket: Locked, body: a.RemoteReport, edge: EdgeDep) -> TicketOut:
    """Resolved without a visit, or at the desk, with the same report (IN-06)."""
    report = body.model_dump(mode="json", exclude={"at"})
    await usecases.resolve_remotely(
        session=edge.session, act=edge.act, ticket=ticket, report=report, at=body.at
    )
    return shown(edge, ticket)
