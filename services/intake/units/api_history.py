"""Routes of a unit's life: its exchanges, and all that happened to it (IN-11, PO-11)."""

from libs.common.ids import site_date
from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.units import history, usecases
from services.intake.units.api import Found, Locked
from services.intake.units.history_schemas import UnitHistory
from services.intake.units.schemas import ExchangeIn, UnitOut

router = Router(prefix="/units", tags=["units"])


@router.get("/{unit_id}/history", dependencies=[may("units.read")])
async def read_history(unit: Found, edge: EdgeDep) -> UnitHistory:
    """Tickets, repairs, replaced components with their clocks, exchanges with both serials, contracts."""
    return await history.history_of(edge.session, unit, today=site_date(edge.act.now))


@router.post("/{unit_id}/exchange", dependencies=[may("units.exchange")])
async def exchange_unit(unit: Locked, body: ExchangeIn, edge: EdgeDep) -> UnitOut:
    """Exchanged elsewhere, or its serial known later: the warranty begins anew that day (PO-11).

    Either serial finds the unit. Closing a ticket with `new_serial` does the same.
    """
    await usecases.exchange(session=edge.session, act=edge.act, unit=unit, exchange=body)
    return UnitOut.model_validate(unit)
