from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.timers import Timer, Timers
from services.complaints.improvements.models import Improvement
from services.complaints.improvements.usecases import keep


def register(timers: Timers) -> None:
    timers.on("improvements.due")(overdue)


async def overdue(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """CO-17: not confirmed by its day."""
    improvement = await session.get_one(Improvement, UUID(timer.key), with_for_update=HELD)
    if events := improvement.overdue():
        await keep(session=session, act=act, improvement=improvement, verb="overdue", events=events)
