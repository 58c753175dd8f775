"""A unit's life: tickets and repairs, exchanges, contracts, the clocks of its warranty (IN-11, PO-11)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.money import Money
from libs.common.policy.shipped import shipped_packs
from services.intake.contracts.models import Contract
from services.intake.customers.models import Customer
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketVisit
from services.intake.units import clocks
from services.intake.units.history_schemas import (
    ClockOut,
    ComponentHistory,
    ContractOfUnit,
    ExchangeOut,
    TicketOfUnit,
    UnitHistory,
    fault_of,
)
from services.intake.units.models import Unit
from services.intake.units.schemas import UnitOut

_SHOWN = 200
_REPAIRED = ("repaired", "replaced", "exchanged")


async def history_of(session: AsyncSession, unit: Unit, *, today: date) -> UnitHistory:
    customer = await session.get_one(Customer, unit.customer_id)
    pack = shipped_packs().for_unit(unit.category, unit.purchase_date or today)  # type: ignore[arg-type]
    warranty = clocks.unit_warranty(unit, member=customer.member, pack=pack, today=today)
    components = clocks.component_warranties(unit, member=customer.member, pack=pack, today=today)
    tickets = await _tickets(session, unit)
    return UnitHistory(
        unit=UnitOut.model_validate(unit),
        warranty=ClockOut.model_validate(warranty) if warranty else None,
        components=[
            ComponentHistory(name=name, replaced_on=on, warranty=ClockOut.model_validate(clock))
            for name, on, clock in components
        ],
        exchanges=[ExchangeOut.model_validate(exchange) for exchange in reversed(unit.exchanges)],
        tickets=tickets,
        repairs=[ticket for ticket in tickets if _is_repair(ticket)],
        contracts=await _contracts(session, unit),
    )


def _is_repair(ticket: TicketOfUnit) -> bool:
    return ticket.kind == "repair" and (ticket.done_at is not None or ticket.outcome in _REPAIRED)


async def _tickets(session: AsyncSession, unit: Unit) -> list[TicketOfUnit]:
    visits = select(func.count()).where(TicketVisit.ticket_id == Ticket.id).scalar_subquery()
    query = select(Ticket, visits).where(Ticket.unit_id == unit.id).order_by(Ticket.id.desc()).limit(_SHOWN)
    failed = {repair["ticket_id"] for repair in unit.failed_repairs}
    rows = (await session.execute(query)).all()
    return [_shown(ticket, visits=count, failed=str(ticket.id) in failed) for ticket, count in rows]


def _shown(ticket: Ticket, *, visits: int, failed: bool) -> TicketOfUnit:
    return TicketOfUnit(
        id=ticket.id,
        number=ticket.number,
        kind=ticket.kind,
        status=ticket.status,
        outcome=ticket.outcome,
        service_type=ticket.service_type,
        fault=fault_of(ticket.fault_code, ticket.fault, ticket.component),
        opened_at=ticket.opened_at,
        done_at=ticket.done_at,
        closed_at=ticket.closed_at,
        visits=visits,
        charged=Money(ticket.charged, ticket.currency) if ticket.charge_state else None,
        repeat_repair=ticket.repeat_repair,
        failed=failed,
    )


async def _contracts(session: AsyncSession, unit: Unit) -> Sequence[ContractOfUnit]:
    query = select(Contract).where(Contract.unit_ids.contains([unit.id])).order_by(Contract.id.desc())
    return [
        ContractOfUnit(
            id=contract.id,
            number=contract.number,
            from_=contract.starts_on,
            to=contract.ends_on,
            status=contract.status,
        )
        for contract in await session.scalars(query.limit(_SHOWN))
    ]
