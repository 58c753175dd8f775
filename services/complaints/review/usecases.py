"""What the GM's office, the GM and HR do by the 10th of each month (CO-16)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Invalid, Refusal
from services.complaints.cases.models import Case
from services.complaints.days import end_of, first_of, next_month, start_of
from services.complaints.numbers import next_number
from services.complaints.penalties.usecases.deduct import propose_deductions
from services.complaints.policy import base_pack
from services.complaints.review.models import MonthlyReview, Notice, NoticeKind
from services.complaints.review.queries import review_of


class MonthNotOver(Refusal):
    code = "month_not_over"
    zh = "该月尚未结束。"
    en = "The month isn't over yet."


def due_day(month: str) -> date:
    """The day of the next month by which the review of `month` is due."""
    following = first_of(next_month(month))
    day = base_pack(following).complaints.monthly_review_day
    return following.replace(day=min(day, monthrange(following.year, following.month)[1]))


async def expect_review(*, session: AsyncSession, closed_on: date) -> None:
    """A month with closed cases has to be reviewed once it is over."""
    month = f"{closed_on:%Y-%m}"
    begins_at = start_of(first_of(next_month(month)))
    await timers.set(session, kind="review.begin", key=month, due_at=begins_at)
    await timers.set(session, kind="review.due", key=month, due_at=end_of(due_day(month)))


async def complete_review(
    *,
    session: AsyncSession,
    act: Act,
    month: str,
    cases: Sequence[UUID],
    units: list[dict[str, Any]],
    minutes: str | None,
) -> MonthlyReview:
    """`cases` are the month's closed ones; `units` name responsible units of some of them.

    Where a loss was decided, their bonus deductions are proposed.
    """
    if act.now < start_of(first_of(next_month(month))):
        raise MonthNotOver
    for place, unit in enumerate(units):
        if UUID(unit["case_id"]) not in cases:
            raise Invalid.field(
                f"/units/{place}/case_id", "not_in_review", "not a case of this month's review"
            )
    review = await the_review(session, month)
    events = review.complete(cases=list(cases), units=units, minutes=minutes, act=act)
    await record(session, act=act, aggregate=review, verb="complete", events=events)
    named = [(UUID(unit["case_id"]), unit["unit"]) for unit in units]
    await propose_deductions(session=session, act=act, cases=cases, units=named)
    return review


async def the_review(session: AsyncSession, month: str) -> MonthlyReview:
    """The month's review, locked; made where there is none yet."""
    review = await review_of(session, month, lock=True)
    if review is None:
        review = MonthlyReview(id=new_id(), month=month, due_on=due_day(month), units=[])
        session.add(review)
    return review


async def write_notice(
    *,
    session: AsyncSession,
    act: Act,
    kind: NoticeKind,
    subject: str,
    text: str,
    penalty_id: UUID | None = None,
    case_id: UUID | None = None,
) -> Notice:
    """`case_id` of a notice that stands by itself. Raises `Invalid` for an unknown one."""
    if case_id and not await session.get(Case, case_id):
        raise Invalid.field("/case_id", "unknown_case", "there is no such complaint")
    notice = Notice(
        id=new_id(),
        number=await next_number(session, "RN", now=act.now),
        kind=kind,
        subject=subject,
        text=text,
        penalty_id=penalty_id,
        case_id=case_id,
        status="written",
        written_by=act.actor.subject,
        written_at=act.now,
    )
    session.add(notice)
    await record(session, act=act, aggregate=notice, verb="write", correlation=penalty_id or case_id)
    return notice


class NoticeOfPenalty(Refusal):
    code = "notice_of_penalty"
    zh = "处罚的通知单随处罚一并核准。"
    en = "A penalty's notice is approved with its penalty."


async def change_notice(
    *, session: AsyncSession, act: Act, notice: Notice, subject: str | None, text: str | None
) -> Notice:
    notice.change(subject=subject, text=text)
    await record(session, act=act, aggregate=notice, verb="change")
    return notice


async def approve_own_notice(*, session: AsyncSession, act: Act, notice: Notice) -> Notice:
    """A notice that stands by itself."""
    if notice.penalty_id:
        raise NoticeOfPenalty
    return await approve_notice(session=session, act=act, notice=notice)


async def approve_notice(*, session: AsyncSession, act: Act, notice: Notice) -> Notice:
    events = notice.approve(act=act)
    await record(session, act=act, aggregate=notice, verb="approve", events=events)
    return notice


async def approve_notice_of(*, session: AsyncSession, act: Act, penalty_id: UUID) -> None:
    """The newest notice of a penalty is approved with it."""
    query = select(Notice).where(Notice.penalty_id == penalty_id, Notice.status == "written")
    notice = await session.scalar(query.order_by(Notice.id.desc()).limit(1).with_for_update(**HELD))
    if notice:
        await approve_notice(session=session, act=act, notice=notice)
