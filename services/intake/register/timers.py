"""The register closes by itself, every day that the desk is open (IN-08)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.timers import Timer, Timers
from services.intake.register import usecases


def register(timers: Timers) -> None:
    timers.on(usecases.CLOSE)(close_register)


async def close_register(_timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    await usecases.close_register(session=session, act=act)
