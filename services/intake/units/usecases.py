"""What changes a unit; its events belong to its customer and are published in the customer's order."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.policy.warranty import RepairPeriod
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid
from services.intake.customers.models import Customer
from services.intake.customers.usecases import tell_of_customer
from services.intake.inspections.appointments import appoint_by_pack
from services.intake.tickets.models import Ticket
from services.intake.tickets.refusals import UnknownTicket
from services.intake.units.models import Exchange, Unit
from services.intake.units.refusals import SameSerial, require_after_purchase
from services.intake.units.rules import same_serial
from services.intake.units.schemas import ExchangeIn, UnitFacts, UnitPatch, row_values


class UnknownUnit(Invalid):
    """A body names a unit that isn't there; `pointer` says where."""

    code = "unknown_unit"
    zh = "没有这台产品。"
    en = "There is no such unit."

    def __init__(self, pointer: str = "/unit_id") -> None:
        super().__init__(errors=[FieldError(pointer, self.code, self.en)])


async def register_unit(*, session: AsyncSession, act: Act, customer: Customer, details: UnitFacts) -> Unit:
    """A sold piece of `customer`, who is locked or new in this transaction."""
    unit = Unit(id=new_id(), customer_id=customer.id, **row_values(details, only_given=False))
    session.add(unit)
    await record(session, act=act, aggregate=unit, verb="register")
    await record(session, act=act, aggregate=customer, verb="register-unit", events=unit.registered())
    await appoint_by_pack(session, unit, today=site_date(act.now))
    return unit


async def change_unit(*, session: AsyncSession, act: Act, unit: Unit, changes: UnitPatch) -> Unit:
    events = unit.change(row_values(changes, only_given=True))
    await _record(session, act, unit, "change", events)
    await appoint_by_pack(session, unit, today=site_date(act.now))
    return unit


async def replace_component(
    *, session: AsyncSession, act: Act, unit: Unit, component: str, replaced_on: date
) -> Unit:
    """PO-11: the new part's own clock begins on the day the replacement was completed."""
    events = unit.replace_component(component, on=replaced_on)
    await _record(session, act, unit, "replace-component", events)
    return unit


async def appraise(
    *,
    session: AsyncSession,
    act: Act,
    unit: Unit,
    outlet: str,
    customer_caused: bool,
    text: str,
    at: datetime,
) -> Unit:
    events = unit.appraise(outlet=outlet, customer_caused=customer_caused, text=text, at=at)
    await _record(session, act, unit, "appraise", events)
    return unit


async def settle_repair(
    *, session: AsyncSession, act: Act, unit_id: UUID, done_on: date, period: RepairPeriod | None
) -> None:
    """PO-11: `period` of repair or of waiting for parts; None for a repair under a part's own clock."""
    unit = await lock_unit(session=session, unit_id=unit_id)
    events = unit.serviced(on=done_on) + (unit.extend_warranty(period) if period else [])
    await _record(session, act, unit, "settle-repair", events)


async def note_failed_repair(
    *, session: AsyncSession, act: Act, unit_id: UUID, ticket_id: UUID, component: str | None
) -> None:
    """PO-09: a repair on record that did not hold."""
    unit = await lock_unit(session=session, unit_id=unit_id)
    failed = unit.repair_failed(ticket_id=ticket_id, component=component, on=site_date(act.now))
    await _record(session, act, unit, "repair-failed", failed)


async def restart_warranty(*, session: AsyncSession, act: Act, unit_id: UUID, on: date) -> None:
    """PO-11: the unit was exchanged on that day."""
    unit = await lock_unit(session=session, unit_id=unit_id)
    await _record(session, act, unit, "restart-warranty", unit.restart_warranty(on=on))


async def exchange(*, session: AsyncSession, act: Act, unit: Unit, exchange: ExchangeIn) -> None:
    """Raises `UnknownTicket` for a ticket that isn't about this unit, `SameSerial`, `BeforePurchase`."""
    require_after_purchase(unit, exchange.on, "/on")
    if exchange.ticket_id is not None:
        about = select(Ticket.id).where(Ticket.id == exchange.ticket_id, Ticket.unit_id == unit.id)
        if await session.scalar(about) is None:
            raise UnknownTicket()
    done = Exchange(**exchange.model_dump(exclude={"on"}), on=exchange.on or site_date(act.now))
    if unit.serial is not None and same_serial(done.new_serial, unit.serial) and not unit.knows(done):
        raise SameSerial()
    await _record(session, act, unit, "exchange", unit.exchange(done))


async def exchange_at_closing(
    *, session: AsyncSession, act: Act, unit_id: UUID, ticket_id: UUID, new_serial: str, on: date
) -> None:
    unit = await lock_unit(session=session, unit_id=unit_id)
    done = Exchange(on=on, new_serial=new_serial, ticket_id=ticket_id)
    await _record(session, act, unit, "exchange", unit.exchange(done))


async def lock_unit(*, session: AsyncSession, unit_id: UUID, pointer: str = "/unit_id") -> Unit:
    """The unit named in a body, held until the end of the transaction. Raises `UnknownUnit`."""
    unit = await session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update(**HELD))
    if unit is None:
        raise UnknownUnit(pointer)
    return unit


async def _record(session: AsyncSession, act: Act, unit: Unit, verb: str, events: Sequence[Event]) -> None:
    if not events:
        return
    await record(session, act=act, aggregate=unit, verb=verb)
    await tell_of_customer(
        session=session, act=act, customer_id=unit.customer_id, verb=f"{verb}-of-unit", events=events
    )
