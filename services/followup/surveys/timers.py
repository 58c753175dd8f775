"""Whoever hasn't answered is reminded once (FU-02)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.timers import Timer, Timers
from services.followup.surveys.making import REMIND
from services.followup.surveys.models import Survey
from services.followup.surveys.usecases import remind


def register(timers: Timers) -> None:
    timers.on(REMIND)(reminder_due)


async def reminder_due(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    survey = await session.get(Survey, UUID(timer.key), with_for_update=HELD)
    if survey is not None:
        await remind(session=session, act=act, survey=survey)
