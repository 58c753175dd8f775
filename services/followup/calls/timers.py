"""Interval follow-ups fall due by themselves (FU-03)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.timers import Timer, Timers
from services.followup.calls.clock import KINDS, MONTHLY, monthly_terms
from services.followup.calls.scheduling import open_calls, schedule
from services.followup.customers.queries import customer_for_update, with_parts


def register(timers: Timers) -> None:
    for kind in KINDS:
        timers.on(kind)(interval_over)


async def interval_over(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """A monthly one is made by the technician who was there last, where the pack says so, else by anybody."""
    customer = await customer_for_update(session, UUID(timer.key))
    reason = KINDS[timer.kind]
    monthly = monthly_terms(await with_parts(session, customer), act) if timer.kind == MONTHLY else None
    if not await open_calls(session, reason=reason, customer_id=customer.id):
        await schedule(
            session=session,
            act=act,
            id_=new_id(),
            reason=reason,
            earliest=timer.due_at,
            customer_id=customer.id,
            agent=customer.technician if monthly and monthly.by == "technician" else None,
        )
