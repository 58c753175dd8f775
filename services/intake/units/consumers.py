"""What the field tells about a unit: replaced parts begin their own clock (PO-11)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.dispatch import PartReplaced
from libs.common.events.envelope import Received
from services.intake.tickets.models import Ticket
from services.intake.units.usecases import lock_unit, replace_component

units = Consumer("intake.units")


@units.on(PartReplaced)
async def start_component_clock(event: Received[PartReplaced], *, session: AsyncSession, act: Act) -> None:
    """Which parts have a clock of their own is the pack's word, at the decision; here all are kept."""
    unit_id = await session.scalar(select(Ticket.unit_id).where(Ticket.id == event.data.ticket_id))
    if unit_id is None:
        return
    unit = await lock_unit(session=session, unit_id=unit_id)
    await replace_component(
        session=session,
        act=act,
        unit=unit,
        component=event.data.part,
        replaced_on=event.data.replaced_on,
    )
