"""The ladder of unanswered contacts climbs by itself (IN-07)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.timers import Timer, Timers
from services.intake.contacts.answering import ALARM, climb
from services.intake.contacts.models import Contact


def register(timers: Timers) -> None:
    timers.on(ALARM)(reply_alarm)


async def reply_alarm(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    contact = await session.get(Contact, UUID(timer.key), with_for_update=HELD)
    if contact is not None:
        await climb(session=session, act=act, contact=contact)
