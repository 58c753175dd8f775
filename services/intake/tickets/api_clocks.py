"""Routes of a ticket's clocks and its ladder (IN-06, IN-07)."""

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets import schemas_acts as s
from services.intake.tickets import watching
from services.intake.tickets.loading import Locked, shown
from services.intake.tickets.shown import TicketOut

router = Router(prefix="/tickets", tags=["tickets"])


@router.post("/{ticket_id}/pause", dependencies=[may("tickets.pause")])
async def pause_clocks(ticket: Locked, body: s.PauseClocks, edge: EdgeDep) -> TicketOut:
    await watching.pause_clocks(
        session=edge.session, act=edge.act, ticket=ticket, clock=body.clock, reason=body.reason
    )
    return shown(edge, ticket)


@router.post("/{ticket_id}/resume", dependencies=[may("tickets.pause")])
async def resume_clocks(ticket: Locked, body: s.ResumeClocks, edge: EdgeDep) -> TicketOut:
    await watching.resume_clocks(session=edge.session, act=edge.act, ticket=ticket, clock=body.clock)
    return shown(edge, ticket)


@router.post("/{ticket_id}/escalate", dependencies=[may("tickets.escalate")])
async def escalate_ticket(ticket: Locked, body: s.Reason, edge: EdgeDep) -> TicketOut:
    """A strong reaction goes to the service manager at once (IN-07)."""
    await watching.escalate(session=edge.session, act=edge.act, ticket=ticket, reason=body.reason)
    return shown(edge, ticket)


@router.post("/{ticket_id}/answer-chase", dependencies=[may("tickets.answer_chase")])
async def answer_chase(ticket: Locked, body: s.OnlyText, edge: EdgeDep) -> TicketOut:
    """The handling department answers that it was asked: the ladder climbs no further (IN-07)."""
    await watching.answer_chase(session=edge.session, act=edge.act, ticket=ticket, text=body.text)
    return shown(edge, ticket)
