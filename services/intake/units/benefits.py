"""Benefits with quotas: uses are counted by household, without a period (PO-16)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.intake import BenefitUsed
from libs.common.ids import new_id
from services.intake.customers.usecases import tell_of_customer
from services.intake.units.models import BenefitUse, Unit
from services.intake.units.rules import household
from services.intake.units.usecases import lock_unit

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('benefit'), hashtext(:household))")


async def use_benefit(*, session: AsyncSession, act: Act, unit_id: UUID, address: str, benefit: str) -> int:
    """Count one more use; returns the household's uses of the benefit, this one included."""
    unit = await lock_unit(session=session, unit_id=unit_id)
    home = household(address)
    await session.execute(_ONE_AT_A_TIME, {"household": home})
    session.add(BenefitUse(id=new_id(), household=home, benefit=benefit, unit_id=unit.id, used_at=act.now))
    used = await _count(session, BenefitUse.household == home, BenefitUse.benefit == benefit)
    await tell_of_customer(
        session=session,
        act=act,
        customer_id=unit.customer_id,
        verb="use-benefit",
        events=[BenefitUsed(unit_id=unit.id, benefit=benefit, used=used)],
    )
    return used


async def uses_of_category(session: AsyncSession, *, addresses: Sequence[str], category: str) -> int:
    """Uses so far, by the households at these addresses, of benefits for units of this category."""
    homes = {household(address) for address in addresses}
    return await _count(
        session,
        BenefitUse.household.in_(homes),
        BenefitUse.unit_id.in_(select(Unit.id).where(Unit.category == category)),
    )


async def _count(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(BenefitUse).where(*which)) or 0
