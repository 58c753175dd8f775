"""What can be done with a technician's file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id, site_date
from libs.common.policy.operations import DailyHours
from libs.common.policy.shipped import shipped_packs
from libs.common.record import record
from services.dispatch.technicians.models import Technician
from services.dispatch.visits.columns import ENDS
from services.dispatch.visits.models import Visit


async def register_technician(*, session: AsyncSession, act: Act, columns: dict[str, Any]) -> Technician:
    blank: dict[str, Any] = {"user": None, "status": "active", "absences": [], "trainings": []}
    technician = Technician(id=new_id(), version=0, **(blank | columns))
    session.add(technician)
    await record(session, act=act, aggregate=technician, verb="register")
    return technician


async def change_technician(
    *, session: AsyncSession, act: Act, technician: Technician, columns: dict[str, Any]
) -> None:
    """A new sign-in name takes the visits over that aren't ended."""
    moved = columns.get("user", technician.user) != technician.user
    for name, value in columns.items():
        setattr(technician, name, value)
    if moved:
        theirs = (Visit.technician_id == technician.id, Visit.status.not_in(ENDS))
        await session.execute(update(Visit).where(*theirs).values(user=technician.user))
    await record(session, act=act, aggregate=technician, verb="change")


def reachable_on(day: date) -> DailyHours:
    """The base's: a technician serves all categories."""
    return shipped_packs().base(day).field_work.reachable


async def report_unreachable(
    *, session: AsyncSession, act: Act, technician: Technician, at: datetime, how: str
) -> None:
    """A fact for the conduct ledger (DI-17)."""
    happened = technician.unreachable(at=at, how=how, reachable=reachable_on(site_date(at)))
    await record(session, act=act, aggregate=technician, verb="unreachable", events=happened)
