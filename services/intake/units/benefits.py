"""Benefits with quotas: uses are counted by household, without a period (PO-16)."""

from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.intake import BenefitUsed
from libs.common.ids import new_id
from services.intake.customers.usecases import tell_of_customer
from services.intake.units.models import BenefitUse
from services.intake.units.rules import household
from services.intake.units.usecases import lock_unit

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('benefit'), hashtext(:household))")


async def use_benefit(*, session: AsyncSession, act: Act, unit_id: UUID, address: str, benefit: str) -> int:
    """Count one more use; returns the household's uses of the benefit, this one included."""
    unit = await lock_unit(session=session, unit_id=unit_id)
    home = household(address)
    await session.execute(_ONE_AT_A_TIME, {"household": home})
    session.add(BenefitUse(id=new_id(), household=home, benefit=benefit, unit_id=unit.id, used_at=act.now))
    used = await count_uses(session, address=address, benefit=benefit)
    await tell_of_customer(
        session=session,
        act=act,
        customer_id=unit.customer_id,
        verb="use-benefit",
        events=[BenefitUsed(unit_id=unit.id, benefit=benefit, used=used)],
    )
    return used


async def count_uses(session: AsyncSession, *, address: str, benefit: str) -> int:
    uses = select(func.count()).where(
        BenefitUse.household == household(address), BenefitUse.benefit == benefit
    )
    return await session.scalar(uses) or 0
