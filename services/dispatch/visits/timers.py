"""What falls due by itself: the check-out call, the answer to a question from the site."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.timers import Timer, Timers
from services.dispatch.visits.keeping import keep
from services.dispatch.visits.models import Visit
from services.dispatch.visits.usecases import CHECK_OUT
from services.dispatch.visits.usecases_site import HELP


def register(timers: Timers) -> None:
    timers.on(CHECK_OUT)(check_out_missed)
    timers.on(HELP)(help_overdue)


async def check_out_missed(timer: Timer, *, session: AsyncSession, act: Act) -> None:
    """DI-10, DI-17"""
    visit = await _visit(session, timer)
    if happened := visit.miss_check_out():
        await keep(session, act, visit, "miss-check-out", happened)


async def help_overdue(timer: Timer, *, session: AsyncSession, act: Act) -> None:
    """DI-19"""
    visit = await _visit(session, timer)
    if happened := visit.help_is_overdue(due_at=timer.due_at):
        await keep(session, act, visit, "miss-help", happened)


async def _visit(session: AsyncSession, timer: Timer) -> Visit:
    return await session.get_one(Visit, UUID(timer.key), with_for_update=HELD)
