"""Inspections fall due on their day, one unit at a time (PO-19)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.timers import Timer, Timers
from services.intake.contracts.models import Contract
from services.intake.inspections import appointments, usecases
from services.intake.units.models import Unit


def register(timers: Timers) -> None:
    timers.on(appointments.BY_CONTRACT)(inspect_by_contract)
    timers.on(appointments.BY_PACK)(inspect_by_pack)


async def inspect_by_contract(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    contract_id, unit_id = appointments.ids_of(timer.key)
    contract = await session.get_one(Contract, contract_id)
    unit = await session.get_one(Unit, unit_id)
    await usecases.open_inspection(session=session, act=act, unit=unit, by=contract.number)
    await appointments.appoint_by_contract(session, contract, unit_id, today=site_date(act.now))


async def inspect_by_pack(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """A contract that sets an interval of its own goes before the pack; facts may have changed meanwhile."""
    unit = await session.get_one(Unit, UUID(timer.key))
    if not appointments.months_of_pack(unit):
        return
    today = site_date(act.now)
    if not await _set_by_contract(session, unit, today):
        await usecases.open_inspection(session=session, act=act, unit=unit, by=_pack(unit, today))
    await appointments.appoint_by_pack(session, unit, today=today)


def _pack(unit: Unit, today: date) -> str:
    return shipped_packs().for_unit(unit.category, unit.purchase_date or today).pack  # type: ignore[arg-type]


async def _set_by_contract(session: AsyncSession, unit: Unit, on: date) -> bool:
    set_by = select(Contract.id).where(
        Contract.unit_ids.contains([unit.id]),
        Contract.inspection_months.is_not(None),
        Contract.starts_on <= on,
        Contract.ends_on >= on,
    )
    return await session.scalar(set_by.limit(1)) is not None
