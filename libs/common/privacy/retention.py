"""Personal data go when their time is over: a chore that looks once a day, by machine time (IN-12, XC-08).

The time is the pack's (`tickets.keep_records_years`, three years as it is shipped). Machine time is the
database's: a clock that somebody moves ahead lets nothing go, and ids begin with machine time.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy import holding
from libs.common.privacy.holding import Held
from libs.common.privacy.scrubbing import scrub

CHORE = "retention"
_ROWS = 100
"""Of each table in one step."""
FORGOTTEN_DAYS = 30
"""What was told late of somebody who is forgotten is taken out again for so long: topics keep half of it."""

Forgotten = Callable[[AsyncSession, datetime], Awaitable[Sequence[UUID]]]
"""Customers who were erased since a moment."""


class More(Protocol):
    """What else a service lets go; how much it did."""

    async def __call__(self, *, session: AsyncSession, act: Act, today: datetime) -> int: ...


class Retention:
    """The step of a service's chore."""

    def __init__(
        self, service: str, held: Sequence[Held], *, forgotten: Forgotten, more: More | None = None
    ) -> None:
        self._actor = Actor.service(service)
        self._held = held
        self._forgotten = forgotten
        self._more = more
        self._done: date | None = None

    async def __call__(self, *, session: AsyncSession, now: datetime) -> bool:
        today: datetime = (await session.execute(select(func.now()))).scalar_one()
        if self._done == today.date():
            return False
        if await self.let_go(session=session, now=now, today=today):
            return True
        await self._again(session, self._act(now), today)
        self._done = today.date()
        return False

    async def let_go(self, *, session: AsyncSession, now: datetime, today: datetime) -> int:
        """One step: how many rows were past their time on `today`."""
        act = self._act(now)
        before = years_before(today, shipped_packs().base(today.date()).tickets.keep_records_years)
        count = await holding.let_go(session, act, self._held, before=before, at_most=_ROWS)
        return count + (await self._more(session=session, act=act, today=today) if self._more else 0)

    async def _again(self, session: AsyncSession, act: Act, today: datetime) -> None:
        about: set[UUID] = set()
        for customer_id in await self._forgotten(session, today):
            about |= await holding.erase(session, act, self._held, customer_id)
        await scrub(session, about)

    def _act(self, now: datetime) -> Act:
        return Act(actor=self._actor, now=now, request_id=CHORE, source=f"chore:{CHORE}")


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and time; of 29 February the day before."""
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - years, day=day)
