"""Routes that split a ticket in two, or merge two into one."""

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets import merging, splitting
from services.intake.tickets.loading import Locked, shown
from services.intake.tickets.schemas_ties import MergeTicket, SplitTicket
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
