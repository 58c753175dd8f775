"""When units are to be inspected, by their contract or by their pack (PO-19)."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.policy.contract import inspection_due
from libs.common.policy.shipped import shipped_packs
from services.intake.contracts.models import Contract
from services.intake.days import start_of
from services.intake.units.models import Unit

BY_CONTRACT, BY_PACK = "inspections.by_contract", "inspections.by_pack"


async def appoint_by_contract(
    session: AsyncSession, contract: Contract, unit_id: UUID, *, today: date
) -> None:
    """The unit's next one after today, every so many months from the contract's first day to its last."""
    months = contract.inspection_months
    due = inspection_due(contract.starts_on, months, after=today) if months else None
    in_force = due if due and due <= contract.ends_on else None
    await _appoint(session, BY_CONTRACT, key_of(contract.id, unit_id), in_force)


async def appoint_by_pack(session: AsyncSession, unit: Unit, *, today: date) -> None:
    """The unit's next one after today, every so many months from its purchase or acceptance."""
    months = _months_of_pack(unit)
    due = inspection_due(unit.purchase_date, months, after=today) if unit.purchase_date and months else None
    await _appoint(session, BY_PACK, str(unit.id), due)


def key_of(contract_id: UUID, unit_id: UUID) -> str:
    return f"{contract_id}:{unit_id}"


def ids_of(key: str) -> tuple[UUID, UUID]:
    """Contract and unit."""
    contract_id, unit_id = map(UUID, key.split(":"))
    return contract_id, unit_id


def _months_of_pack(unit: Unit) -> int | None:
    if unit.purchase_date is None:
        return None
    pack = shipped_packs().for_unit(unit.category, unit.purchase_date)  # type: ignore[arg-type]
    return pack.inspection.every_months


async def _appoint(session: AsyncSession, kind: str, key: str, due: date | None) -> None:
    if due is None:
        await timers.cancel(session, kind=kind, key=key)
    else:
        await timers.set(session, kind=kind, key=key, due_at=start_of(due))
