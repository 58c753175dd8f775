"""An agent acknowledges a text of the call guide (IN-13)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Refusal
from services.intake.call_guide.guide import Guide
from services.intake.call_guide.models import CallTaker, GuideReading


class GuideChanged(Refusal):
    code = "guide_changed"
    zh = "现行版本为第 {version} 版，请重新阅读后确认。"
    en = "Version {version} is in force: read it, then acknowledge."


async def acknowledge(*, session: AsyncSession, act: Act, guide: Guide, version: int | None) -> GuideReading:
    """Raises `GuideChanged` where what was read isn't what holds; saying it again changes nothing."""
    if version not in (None, guide.version):
        raise GuideChanged(version=guide.version)
    said = {"agent": act.actor.subject, "situation": guide.situation, "read_version": guide.version}
    before = await session.scalar(select(GuideReading).filter_by(**said))
    if before is not None:
        return before
    reading = GuideReading(id=new_id(), **said, read_at=act.now)
    session.add(reading)
    await record(session, act=act, aggregate=reading, verb="acknowledge")
    await know_call_takers(session, {act.actor.subject: None}, ids=[new_id()])
    return reading


async def know_call_takers(
    session: AsyncSession, last_calls: Mapping[str, datetime | None], *, ids: Iterable[UUID]
) -> None:
    """By name, with their last call where there was one; one of `ids` for each that is new."""
    rows = [
        {"id": id_, "agent": agent, "last_call_at": last_calls[agent]}
        for id_, agent in zip(ids, sorted(last_calls), strict=True)
    ]
    new = insert(CallTaker).values(rows)
    later = func.greatest(CallTaker.last_call_at, new.excluded.last_call_at)
    await session.execute(new.on_conflict_do_update(index_elements=["agent"], set_={"last_call_at": later}))
