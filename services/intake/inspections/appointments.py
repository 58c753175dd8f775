"""When units are to be inspected, by their contract or by their pack (PO-19)."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.policy.contract import inspection_due
from libs.common.policy.shipped import shipped_packs
from libs.common.timers import Timer
from services.intake.contracts.models import Contract
from services.intake.days import start_of
from services.intake.units.models import Unit

BY_CONTRACT, BY_PACK = "inspections.by_contract", "inspections.by_pack"


async def appoint_by_contract(
    session: AsyncSession, contract: Contract, unit_id: UUID, *, today: date
) -> None:
    if appointment := inspection_by_contract(contract, unit_id, today=today):
        await timers.set(session, kind=BY_CONTRACT, key=appointment.key, due_at=appointment.due_at)
    else:
        await timers.cancel(session, kind=BY_CONTRACT, key=key_of(contract.id, unit_id))


async def appoint_by_pack(session: AsyncSession, unit: Unit, *, today: date) -> None:
    if appointment := inspection_by_pack(unit, today=today):
        await timers.set(session, kind=BY_PACK, key=appointment.key, due_at=appointment.due_at)


def inspection_by_contract(contract: Contract, unit_id: UUID, *, today: date) -> Timer | None:
    """The unit's next one after today, every so many months from the contract's first day to its last."""
    months = contract.inspection_months
    due = inspection_due(contract.starts_on, months, after=today) if months else None
    if due is None or due > contract.ends_on:
        return None
    return Timer(kind=BY_CONTRACT, key=key_of(contract.id, unit_id), due_at=start_of(due), data={})


def inspection_by_pack(unit: Unit, *, today: date) -> Timer | None:
    """The unit's next one after today, every so many months from its purchase or acceptance."""
    months = months_of_pack(unit)
    if unit.purchase_date is None or not months:
        return None
    due = inspection_due(unit.purchase_date, months, after=today)
    return Timer(kind=BY_PACK, key=str(unit.id), due_at=start_of(due), data={})


def key_of(contract_id: UUID, unit_id: UUID) -> str:
    return f"{contract_id}:{unit_id}"


def ids_of(key: str) -> tuple[UUID, UUID]:
    """Contract and unit."""
    contract_id, unit_id = map(UUID, key.split(":"))
    return contract_id, unit_id


def months_of_pack(unit: Unit) -> int | None:
    """None where the pack sets no interval, or nobody knows when the unit was bought."""
    if unit.purchase_date is None:
        return None
    pack = shipped_packs().for_unit(unit.category, unit.purchase_date)  # type: ignore[arg-type]
    return pack.inspection.every_months
