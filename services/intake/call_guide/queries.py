"""Who has read what, and who hasn't (IN-13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.call_guide.guide import Guide
from services.intake.call_guide.models import CallTaker, GuideReading

Readings = Mapping[str, GuideReading]
"""An agent's last reading of each situation."""


async def readings_of(session: AsyncSession, agent: str) -> Readings:
    return (await readings_by(session, [agent])).get(agent, {})


async def readings_by(session: AsyncSession, agents: Iterable[str]) -> dict[str, dict[str, GuideReading]]:
    """For each agent who has read anything."""
    query = select(GuideReading).where(GuideReading.agent.in_(agents)).order_by(GuideReading.read_version)
    found: dict[str, dict[str, GuideReading]] = {}
    for reading in await session.scalars(query):
        found.setdefault(reading.agent, {})[reading.situation] = reading
    return found


def readings_like(**asked: Any) -> Select[GuideReading]:
    query = select(GuideReading)
    return query.filter_by(**{name: value for name, value in asked.items() if value is not None})


def behind(guides: Sequence[Guide], *, active_since: datetime | None) -> Select[CallTaker]:
    """Call takers who haven't read every one of `guides`, the versions in force."""
    in_force = [(guide.situation, guide.version) for guide in guides]
    read = (
        select(func.count())
        .where(GuideReading.agent == CallTaker.agent)
        .where(tuple_(GuideReading.situation, GuideReading.read_version).in_(in_force))
    )
    query = select(CallTaker).where(read.scalar_subquery() < len(in_force))
    return query if active_since is None else query.where(CallTaker.last_call_at >= active_since)
