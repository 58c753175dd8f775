"""Drafting and publishing personnel announcements; HR does both (CO-16)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import new_id
from libs.common.record import record
from services.complaints.announcements.models import PersonnelAnnouncement
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.refusals import NotAdministrative


async def announce(
    *, session: AsyncSession, act: Act, penalty: Penalty, text: str | None = None
) -> PersonnelAnnouncement:
    """The penalty's announcement, drafted unless it is there. Raises `NotAdministrative`."""
    if not penalty.administrative or penalty.status not in ("approved", "published"):
        raise NotAdministrative
    query = select(PersonnelAnnouncement).where(PersonnelAnnouncement.penalty_id == penalty.id)
    announcement = await session.scalar(query.with_for_update(**HELD))
    if announcement is None:
        announcement = PersonnelAnnouncement(
            id=new_id(),
            penalty_id=penalty.id,
            subject=penalty.subject,
            sanction=penalty.sanction,
            text=text,
            status="drafted",
            drafted_at=act.now,
        )
        session.add(announcement)
        await record(session, act=act, aggregate=announcement, verb="draft", correlation=penalty.id)
    return announcement


async def publish_announcement(
    *, session: AsyncSession, act: Act, announcement: PersonnelAnnouncement
) -> PersonnelAnnouncement:
    events = announcement.publish(act=act)
    await record(
        session,
        act=act,
        aggregate=announcement,
        verb="publish",
        events=events,
        correlation=announcement.penalty_id,
    )
    return announcement
