"""Routes that put right what was registered wrongly: two demands, one demand, a customer, a finding."""

from fastapi import Request

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import lock_after_others
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.customers.usecases import lock_customer
from services.intake.tickets import amending, merging, reassigning, splitting
from services.intake.tickets.loading import Found, Locked, shown
from services.intake.tickets.schemas_acts import WithdrawFindings
from services.intake.tickets.schemas_ties import MergeTicket, ReassignTicket, SplitTicket
from services.intake.tickets.shown import TicketOut

router = Router(prefix="/tickets", tags=["tickets"])


@router.post("/{ticket_id}/split", status_code=201, dependencies=[may("tickets.split")])
async def split_ticket(ticket: Locked, body: SplitTicket, edge: EdgeDep) -> TicketOut:
    """One call, two demands: the second ticket, with the same customer and call and a link both ways.

    Its clocks run from the same request as the first's (IN-06).
    """
    second = await splitting.split_ticket(session=edge.session, act=edge.act, ticket=ticket, asked=body)
    edge.headers["Location"] = f"/intake/v1/tickets/{second.id}"
    edge.etag_of(second)
    return shown(edge, second)


@router.post("/{ticket_id}/merge", dependencies=[may("tickets.merge")])
async def merge_ticket(ticket: Locked, body: MergeTicket, edge: EdgeDep) -> TicketOut:
    """The same demand registered twice: this ticket goes on, the one in the body is closed as `merged`.

    Calls, charges, complaints and the earlier clocks come along; the one on which work was done goes on.
    """
    other = await merging.lock_ticket(session=edge.session, ticket_id=body.ticket_id)
    await merging.merge_ticket(session=edge.session, act=edge.act, ticket=ticket, other=other)
    return shown(edge, ticket)


@router.post("/{ticket_id}/reassign", dependencies=[may("tickets.reassign")])
async def reassign_ticket(ticket: Found, body: ReassignTicket, edge: EdgeDep, request: Request) -> TicketOut:
    """Registered for the wrong customer or unit: decided anew, as of the day of the request (PO-17).

    Calls about it come along, an appointment with the wrong customer doesn't. 409 once a price was
    consented to, something was charged, or work has begun.
    """
    customer = await lock_customer(session=edge.session, customer_id=body.customer_id)
    await lock_after_others(request, edge, ticket)
    await reassigning.reassign_ticket(
        session=edge.session, act=edge.act, ticket=ticket, customer=customer, asked=body
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/withdraw-findings", dependencies=[may("tickets.withdraw_findings")])
async def withdraw_findings(ticket: Locked, body: WithdrawFindings, edge: EdgeDep) -> TicketOut:
    """Found wrongly: decided again without them, as of the day of the request (PO-08, PO-17).

    A price that nobody consented to yet isn't asked for any more; 409 once something was charged.
    """
    await amending.withdraw_findings(
        session=edge.session, act=edge.act, ticket=ticket, findings=body.findings, reason=body.reason
    )
    return shown(edge, ticket)
