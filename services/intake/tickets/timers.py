"""A ticket's alarm: what falls due is announced at its due time (IN-06, IN-07)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import site_date
from libs.common.timers import Timer, Timers
from services.intake.tickets import alarms, deciding, usecases
from services.intake.tickets.models import Ticket


def register(timers: Timers) -> None:
    timers.on(alarms.KIND)(ring)


async def ring(timer: Timer, *, session: AsyncSession, act: Act) -> None:
    ticket = await session.get(Ticket, UUID(timer.key), with_for_update=HELD)
    if ticket is None or ticket.ended:
        return
    ticket.alarm_at = None
    pack = deciding.pack_of(ticket, site_date(act.now))
    await usecases.keep(session, act, ticket, "alarm", alarms.ring(ticket, pack=pack, now=act.now))
