from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.record import record
from libs.common.timers import Timer, Timers
from services.complaints.review.usecases import the_review


def register(timers: Timers) -> None:
    timers.on("review.begin")(begin)
    timers.on("review.due")(overdue)


async def begin(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """CO-16: the month is over, its review is due."""
    review = await the_review(session, timer.key)
    if events := review.begin():
        await record(session, act=act, aggregate=review, verb="begin", events=events)


async def overdue(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """CO-16: the month's day has passed without its review."""
    review = await the_review(session, timer.key)
    if events := review.overdue(now=act.now):
        await record(session, act=act, aggregate=review, verb="overdue", events=events)
