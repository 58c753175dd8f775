"""Appointments of cases: chase and escalation, warning and overdue parts (IN-07, CO-07)."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers as appointments
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.timers import Timer, Timers
from services.complaints.cases.models import Case
from services.complaints.cases.usecases.handle import keep
from services.complaints.policy import pack_of


def register(timers: Timers) -> None:
    timers.on("cases.chase")(chase)
    timers.on("cases.escalate")(escalate)
    timers.on("cases.warning")(warn)
    timers.on("cases.overdue")(overdue)


async def chase(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """IN-07: unresolved too long after registration; the department has a day to answer."""
    case = await _locked(session, timer.key)
    if events := case.chase(act=act):
        pack = await pack_of(session, case.ticket_id, now=act.now)
        due_at = pack.ladder.escalate_after.after(act.now)
        await appointments.set(session, kind="cases.escalate", key=timer.key, due_at=due_at)
        await keep(session=session, act=act, case=case, verb="chase", events=events)


async def escalate(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    case = await _locked(session, timer.key)
    if events := case.escalate_chase(act=act):
        await keep(session=session, act=act, case=case, verb="escalate-chase", events=events)


async def warn(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    key, _, part = timer.key.partition(":")
    case = await _locked(session, key)
    if events := case.near(part, act=act):
        await keep(session=session, act=act, case=case, verb="warn", events=events)


async def overdue(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    """CO-07: one level higher each day until it is answered."""
    key, _, part = timer.key.partition(":")
    case, day = await _locked(session, key), int(timer.data["day"])
    if events := case.overdue(part, day=day, act=act):
        pack = await pack_of(session, case.ticket_id, now=act.now)
        again: dict[str, Any] = {"day": day + 1}
        due_at = pack.complaints.repeat_overdue_every.after(act.now)
        await appointments.set(session, kind="cases.overdue", key=timer.key, due_at=due_at, data=again)
        await keep(session=session, act=act, case=case, verb="overdue", events=events)


async def _locked(session: AsyncSession, key: str) -> Case:
    return await session.get_one(Case, UUID(key), with_for_update=HELD)
