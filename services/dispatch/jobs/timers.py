"""What falls due by itself: the end of a day that left a job undone."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import site_date
from libs.common.timers import Timer, Timers
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.usecases import CARRY_OVER, keep


def register(timers: Timers) -> None:
    timers.on(CARRY_OVER)(carry_over)


async def carry_over(timer: Timer, *, session: AsyncSession, act: Act) -> None:
    """Nobody was sent: it leads the next day's list (DI-02)."""
    job = await session.get_one(Job, UUID(timer.key), with_for_update=HELD)
    if job.day_ends_at == timer.due_at:
        await keep(session, act, job, "carry-over", job.carry_over(to=site_date(timer.due_at)))
