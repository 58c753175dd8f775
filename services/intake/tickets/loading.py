"""The ticket that the address names, and as it is answered."""

from typing import Annotated, Any

from libs.common.web.edge import Edge
from libs.common.web.loading import found, locked
from services.intake.tickets.models import Ticket
from services.intake.tickets.refusals import TicketNotFound
from services.intake.tickets.shown import TicketOut, facts_shown

_NAMED: dict[str, Any] = {"param": "ticket_id", "not_found": TicketNotFound}
Found = Annotated[Ticket, found(Ticket, **_NAMED)]
Locked = Annotated[Ticket, locked(Ticket, **_NAMED)]


def shown(edge: Edge, ticket: Ticket) -> TicketOut:
    return TicketOut.of(ticket, now=edge.act.now, language=edge.act.language)


def line(edge: Edge, ticket: Ticket) -> dict[str, Any]:
    """The same in a list (`libs.common.web.rows`)."""
    return facts_shown(ticket, now=edge.act.now, language=edge.act.language)
