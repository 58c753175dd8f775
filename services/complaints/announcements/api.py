"""Routes of personnel announcements (CO-16)."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from libs.common.database import HELD
from libs.common.record import record
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Nothing
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import Invalid, NotFound
from libs.common.web.routing import Router
from services.complaints.announcements import schemas, usecases
from services.complaints.announcements.models import AnnouncementStatus, PersonnelAnnouncement
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.usecases.path import publish


class AnnouncementNotFound(NotFound):
    code = "announcement_not_found"
    zh = "没有这份人事公布单。"
    en = "There is no such personnel announcement."


router = Router(prefix="/personnel-announcements", tags=["announcements"])
_NAMED: dict[str, Any] = {"param": "announcement_id", "not_found": AnnouncementNotFound}
Found = Annotated[PersonnelAnnouncement, found(PersonnelAnnouncement, **_NAMED)]
Locked = Annotated[PersonnelAnnouncement, locked(PersonnelAnnouncement, **_NAMED)]
_shown = schemas.AnnouncementOut.model_validate


@router.post("", status_code=201, dependencies=[may("personnel_announcements.make")])
async def draft_announcement(body: schemas.DraftAnnouncement, edge: EdgeDep) -> schemas.AnnouncementOut:
    """Of a penalty that the GM approved as an administrative punishment."""
    penalty = await edge.session.get(Penalty, body.penalty_id, with_for_update=HELD)
    if penalty is None:
        raise Invalid.field("/penalty_id", "unknown_penalty", "there is no such penalty")
    announcement = await usecases.announce(
        session=edge.session, act=edge.act, penalty=penalty, text=body.text
    )
    edge.etag_of(announcement)
    return _shown(announcement)


@router.get("", dependencies=[may("personnel_announcements.read")])
async def list_announcements(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[AnnouncementStatus | None, Query()] = None,
) -> Page[schemas.AnnouncementOut]:
    query = select(PersonnelAnnouncement)
    if status:
        query = query.where(PersonnelAnnouncement.status == status)
    return await page(edge, query, PersonnelAnnouncement, paging, _shown)


@router.get("/{announcement_id}", dependencies=[may("personnel_announcements.read")])
async def read_announcement(announcement: Found) -> schemas.AnnouncementOut:
    return _shown(announcement)


@router.patch("/{announcement_id}", dependencies=[may("personnel_announcements.make")])
async def change_announcement(
    announcement: Locked, body: schemas.ChangeAnnouncement, edge: EdgeDep
) -> schemas.AnnouncementOut:
    announcement.change(text=body.text)
    await record(edge.session, act=edge.act, aggregate=announcement, verb="change")
    return _shown(announcement)


@router.post("/{announcement_id}/publish", dependencies=[may("personnel_announcements.publish")])
async def publish_announcement(announcement: Locked, _: Nothing, edge: EdgeDep) -> schemas.AnnouncementOut:
    """The penalty is published with it."""
    announcement.must_be_drafted()
    penalty = await edge.session.get_one(Penalty, announcement.penalty_id, with_for_update=HELD)
    await publish(session=edge.session, act=edge.act, penalty=penalty)
    return _shown(announcement)
