"""The valuable suggestions of a month are compiled when it is over (IN-18)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.timers import Timer, Timers
from services.intake.suggestions import usecases


def register(timers: Timers) -> None:
    timers.on(usecases.COMPILE)(compile_month)


async def compile_month(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    await usecases.compile_month(session=session, act=act, month=timer.key)
