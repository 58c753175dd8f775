"""Routes that tell whether a fault is known, before and after its ticket is opened (IN-02)."""

from typing import Annotated

from fastapi import Query

from libs.common.policy.vocabulary import Category
from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.knowledge.fitting import Fault
from services.intake.known_faults.queries import known_faults
from services.intake.known_faults.schemas import KnownFaults
from services.intake.tickets.loading import Found
from services.intake.units.models import Unit

router = Router(tags=["known faults"])
Said = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get("/known-faults", dependencies=[may("known_faults.read")])
async def list_known_faults(
    edge: EdgeDep,
    model: Said = None,
    fault: Annotated[str | None, Query(min_length=1, max_length=2_000)] = None,
    fault_code: Said = None,
    category: Annotated[Category | None, Query()] = None,
    lot: Said = None,
) -> KnownFaults:
    """While the caller describes it: open quality issues, the same fault in recent tickets, articles."""
    asked = Fault(fault=fault, fault_code=fault_code, category=category, model=model)
    return KnownFaults(items=await known_faults(edge.session, asked, lot=lot, act=edge.act))


@router.get("/tickets/{ticket_id}/known-faults", dependencies=[may("known_faults.read")])
async def list_known_faults_of_ticket(ticket: Found, edge: EdgeDep) -> KnownFaults:
    """Of its product and fault; the ticket itself doesn't count."""
    unit = await edge.session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    asked = await Fault.of_ticket(edge.session, ticket)
    lot = unit.lot if unit else None
    return KnownFaults(items=await known_faults(edge.session, asked, lot=lot, own=ticket.id, act=edge.act))
