"""Routes of the monthly review and of notices (CO-16)."""

from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy import select

from libs.common.ids import site_date
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Nothing
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.complaints.cases.shown import CaseRow
from services.complaints.penalties.schemas import PenaltyOut
from services.complaints.review import queries, schemas, usecases
from services.complaints.review.models import Notice, NoticeKind, NoticeStatus


class NoticeNotFound(NotFound):
    code = "notice_not_found"
    zh = "没有这份奖罚通知单。"
    en = "There is no such notice."


router = Router(tags=["review"])
_NAMED: dict[str, Any] = {"param": "notice_id", "not_found": NoticeNotFound}
Found = Annotated[Notice, found(Notice, **_NAMED)]
Locked = Annotated[Notice, locked(Notice, **_NAMED)]
Month = Annotated[str, Path(pattern=r"^(19|20)\d{2}-(0[1-9]|1[0-2])$", examples=["2026-11"])]


@router.get("/monthly-review/{month}", dependencies=[may("monthly_review.read")])
async def read_review(month: Month, edge: EdgeDep) -> schemas.ReviewOut:
    """Cases closed in `month`, due by the pack's day of the next one."""
    return await _shown(edge, month)


@router.post("/monthly-review/{month}/complete", dependencies=[may("monthly_review.complete")])
async def complete_review(month: Month, body: schemas.CompleteReview, edge: EdgeDep) -> schemas.ReviewOut:
    cases = await queries.cases_closed_in(edge.session, month)
    await usecases.complete_review(
        session=edge.session,
        act=edge.act,
        month=month,
        cases=[case.id for case in cases],
        units=[unit.model_dump(mode="json") for unit in body.units],
        minutes=body.minutes,
    )
    return await _shown(edge, month)


@router.post("/notices", status_code=201, dependencies=[may("notices.make")])
async def make_notice(body: schemas.MakeNotice, edge: EdgeDep) -> schemas.NoticeOut:
    notice = await usecases.write_notice(session=edge.session, act=edge.act, **body.model_dump())
    edge.etag_of(notice)
    return schemas.NoticeOut.model_validate(notice)


@router.get("/notices", dependencies=[may("notices.read")])
async def list_notices(
    edge: EdgeDep,
    paging: PagingDep,
    kind: Annotated[NoticeKind | None, Query()] = None,
    status: Annotated[NoticeStatus | None, Query()] = None,
) -> Page[schemas.NoticeOut]:
    wanted = {name: value for name, value in (("kind", kind), ("status", status)) if value}
    query = select(Notice).filter_by(**wanted)
    return await page(edge, query, Notice, paging, schemas.NoticeOut.model_validate)


@router.get("/notices/{notice_id}", dependencies=[may("notices.read")])
async def read_notice(notice: Found) -> schemas.NoticeOut:
    return schemas.NoticeOut.model_validate(notice)


@router.patch("/notices/{notice_id}", dependencies=[may("notices.make")])
async def change_notice(notice: Locked, body: schemas.ChangeNotice, edge: EdgeDep) -> schemas.NoticeOut:
    await usecases.change_notice(
        session=edge.session, act=edge.act, notice=notice, subject=body.subject, text=body.text
    )
    return schemas.NoticeOut.model_validate(notice)


@router.post("/notices/{notice_id}/approve", dependencies=[may("notices.approve")])
async def approve_notice(notice: Locked, _: Nothing, edge: EdgeDep) -> schemas.NoticeOut:
    """By the GM; a penalty's notice is approved with its penalty."""
    await usecases.approve_own_notice(session=edge.session, act=edge.act, notice=notice)
    return schemas.NoticeOut.model_validate(notice)


async def _shown(edge: Edge, month: str) -> schemas.ReviewOut:
    review = await queries.review_of(edge.session, month)
    if review:
        edge.etag_of(review)
    cases = await queries.cases_closed_in(edge.session, month)
    penalties = await queries.penalties_of(edge.session, cases)
    due_on = usecases.due_day(month)
    done_at = review.done_at if review else None
    return schemas.ReviewOut(
        month=month,
        due_on=due_on,
        done_at=done_at,
        done_by=review.done_by if review else None,
        overdue=done_at is None and site_date(edge.act.now) > due_on,
        minutes=review.minutes if review else None,
        units=review.units if review else [],
        cases=[CaseRow.model_validate(case) for case in cases],
        penalties=[PenaltyOut.of(penalty) for penalty in penalties],
        notices=[
            schemas.NoticeOut.model_validate(notice)
            for notice in await queries.notices_on(edge.session, cases, penalties)
        ],
    )
