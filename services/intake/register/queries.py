"""Reading a page of the register: as it was closed, or as it stands (IN-08)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.days import start_of
from services.intake.register import lines, rules
from services.intake.register.figures import Figures
from services.intake.register.models import RegisterPage

_TICK = timedelta(microseconds=1)
"""What happens now has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the lines of a page come from: a statement and its parameters."""

    statement: str
    parameters: dict[str, Any] = field(default_factory=dict)

    async def figures(self, session: AsyncSession) -> Figures:
        counted = text(
            f"SELECT section, kind, count(*) FROM ({self.statement}) AS page GROUP BY section, kind"  # noqa: S608
        )
        rows = await session.execute(counted, self.parameters)
        return Figures.of((section, kind, number) for section, kind, number in rows)

    async def lines(self, session: AsyncSession, *, at_most: int) -> Sequence[Row[Any]]:
        """The first of each section, in their order."""
        query = text(
            f"""SELECT * FROM ({self.statement}) AS page WHERE position <= :at_most
                ORDER BY section, position"""  # noqa: S608
        )
        return (await session.execute(query, {**self.parameters, "at_most": at_most})).all()


async def page_of(session: AsyncSession, day: date) -> RegisterPage | None:
    return await session.scalar(select(RegisterPage).where(RegisterPage.day == day))


def live(day: date, *, now: datetime) -> Source:
    """As it stands; a day that is over, as it stood at its end as far as that is still known."""
    end = start_of(day + timedelta(days=1))
    return Source(statement=lines.LIVE, parameters=moments(day, until=min(now + _TICK, end)))


def moments(day: date, *, until: datetime) -> dict[str, Any]:
    """What the lines are asked with: all that happened before `until`."""
    begin = start_of(day)
    return {
        "begin": begin,
        "until": max(begin, until),
        "as_of": until,
        "old": rules.too_old_at(until - _TICK),
    }


def kept(day: date) -> Source:
    return Source(statement=lines.KEPT, parameters={"day": day})


def afterwards(page: RegisterPage, *, now: datetime) -> Source:
    """Contacts of the same day after it was closed; no closing counts them, so they stand beside it."""
    end = start_of(page.day + timedelta(days=1))
    asked = {"begin": page.closed_at, "until": max(page.closed_at, min(now + _TICK, end))}
    return Source(statement=lines.ONLY_CONTACTS, parameters=asked)
