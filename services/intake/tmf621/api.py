"""Routes of trouble tickets (TMF621 v4): translate, call one use case or query, return."""

import json
from typing import Any

from fastapi import Response

from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.permission import keep_nulls, may
from libs.common.web.routing import Router
from services.intake.tickets.loading import Found, Locked
from services.intake.tickets.models import Ticket
from services.intake.tmf621 import changing, columns, opening, queries
from services.intake.tmf621.errors import TMF_ERRORS
from services.intake.tmf621.models import TroubleTicket
from services.intake.tmf621.paging import Fields, FieldsQuery, WantedDep
from services.intake.tmf621.schemas import TroubleTicketCreate, TroubleTicketOut, TroubleTicketUpdate
from services.intake.tmf621.shown import BASE, resource

router = Router(prefix="/troubleTicket", tags=["troubleTicket"], base=BASE, failures=TMF_ERRORS)

_COUNTS = {
    name: {"description": text, "schema": {"type": "integer"}}
    for name, text in {
        "X-Total-Count": f"Tickets that the filter fits; left out where more than {queries.COUNTED} do.",
        "X-Result-Count": "Tickets in this answer.",
    }.items()
}
_MERGE_PATCH = {
    "requestBody": {
        "content": {
            "application/merge-patch+json": {"schema": {"$ref": "#/components/schemas/TroubleTicketUpdate"}}
        }
    }
}


@router.post("", status_code=201, response_model=TroubleTicketOut, dependencies=[may("tickets.open")])
async def create(body: TroubleTicketCreate, edge: EdgeDep) -> Response:
    """Opens a ticket. Its customer is a related party, its product a related entity (or serial number)."""
    ticket, said = await opening.open_trouble_ticket(session=edge.session, act=edge.act, asked=body)
    edge.etag_of(ticket)
    answer = await _shown(edge, ticket, said)
    edge.headers["Location"] = answer["href"]
    return _json(answer, status=201)


@router.get(
    "",
    dependencies=[may("tickets.read")],
    response_model=list[TroubleTicketOut],
    responses={
        200: {"headers": _COUNTS},
        206: {"model": list[TroubleTicketOut], "description": "A part of them.", "headers": _COUNTS},
    },
    description=(
        "Filter by attribute: `severity=Major,Critical`, `status.ne=closed`, `creationDate.gte=2026-11-01`; "
        f"any of {', '.join(columns.FILTERED_BY)}. Operators: eq, ne; of moments also gt, gte, lt, lte."
    ),
)
async def find(wanted: WantedDep, edge: EdgeDep) -> Response:
    found = await queries.trouble_tickets(
        edge.session, filters=wanted.filters, sort=wanted.sort, offset=wanted.offset, limit=wanted.limit
    )
    items = [wanted.fields.of(resource(ticket, said, state)) for ticket, said, state in found.rows]
    edge.headers.update(wanted.headers(shown=len(items), count=found.count, more=found.more))
    return _json(items, status=200 if len(items) == found.count else 206)


@router.get("/{ticket_id}", response_model=TroubleTicketOut, dependencies=[may("tickets.read")])
async def read(ticket: Found, edge: EdgeDep, fields: FieldsQuery = None) -> Response:
    wanted = Fields(fields)
    said = await queries.said_of(edge.session, ticket.id)
    return _json(wanted.of(await _shown(edge, ticket, said)))


@router.patch(
    "/{ticket_id}",
    response_model=TroubleTicketOut,
    dependencies=[may("tickets.change"), keep_nulls],
    openapi_extra=_MERGE_PATCH,
)
async def change(ticket: Locked, body: TroubleTicketUpdate, edge: EdgeDep) -> Response:
    """A merge patch (RFC 7396), all of it or nothing; a status is the act that it means (tmf621.md)."""
    said = await queries.said_of(edge.session, ticket.id)
    said = await changing.change_trouble_ticket(
        session=edge.session, act=edge.act, ticket=ticket, said=said, changes=body
    )
    return _json(await _shown(edge, ticket, said))


async def _shown(edge: Edge, ticket: Ticket, said: TroubleTicket | None) -> dict[str, Any]:
    return resource(ticket, said, await queries.state_of(edge.session, ticket.id))


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(
        json.dumps(content, ensure_ascii=False), status_code=status, media_type="application/json"
    )
