"""What the customer says to the answer, objections, and the closing (CO-11, CO-12, CO-20)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.web.problems import Invalid
from services.complaints.cases.models import Case
from services.complaints.cases.objecting import COLLECTION
from services.complaints.cases.usecases.handle import expect_answer, keep, watch
from services.complaints.improvements.queries import improvement_of
from services.complaints.numbers import next_number
from services.complaints.policy import pack_of
from services.complaints.review.usecases import expect_review


async def accept_decision(*, session: AsyncSession, act: Act, case: Case, at: datetime | None) -> Case:
    """`at`: when the customer said so; now where it isn't given (CO-11)."""
    if at and case.answer and at < case.answer.at:
        raise Invalid.field("/at", "before_the_reply", "must not lie before the reply")
    events = case.accepted(now=at or act.now)
    return await keep(session=session, act=act, case=case, verb="accept", events=events)


async def refuse_decision(*, session: AsyncSession, act: Act, case: Case, reason: str | None) -> Case:
    """The answer is the new form (CO-11)."""
    case.must_be("replied")
    pack = await pack_of(session, case.ticket_id, now=act.now)
    new_form_no = await next_number(session, "CF", now=act.now)
    events = case.refused(reason=reason, new_form_no=new_form_no, pack=pack, now=act.now)
    await expect_answer(session=session, act=act, case=case)
    return await keep(session=session, act=act, case=case, verb="refuse-decision", events=events)


async def find_not_established(
    *, session: AsyncSession, act: Act, case: Case, reason: str, collect_by: date | None
) -> Case:
    """`collect_by`: until when sales collects what is due (CO-12)."""
    if collect_by and collect_by < site_date(act.now):
        raise Invalid.field("/collect_by", "in_the_past", "must not lie in the past")
    events = case.find_not_established(reason=reason, collect_by=collect_by, act=act)
    await _watch_collection(session, case, act)
    return await keep(session=session, act=act, case=case, verb="find-not-established", events=events)


async def object_to_finding(*, session: AsyncSession, act: Act, case: Case, memorandum: str) -> Case:
    case.must_be("not_established")
    number = await next_number(session, "MM", now=act.now)
    events = case.object(memorandum_no=number, memorandum=memorandum, act=act)
    return await keep(session=session, act=act, case=case, verb="object", events=events)


async def rule_objection(*, session: AsyncSession, act: Act, case: Case, upheld: bool, text: str) -> Case:
    case.must_be_objected(act)
    number = await next_number(session, "CF", now=act.now) if upheld else None
    events = case.rule_objection(text=text, new_form_no=number, act=act)
    await expect_answer(session=session, act=act, case=case)
    await _watch_collection(session, case, act)
    return await keep(session=session, act=act, case=case, verb="rule-objection", events=events)


async def close_case(*, session: AsyncSession, act: Act, case: Case, carried_out_on: date | None) -> Case:
    """`carried_out_on`: when the remedy was carried out; today where it isn't said (CO-20)."""
    today = site_date(act.now)
    if carried_out_on and carried_out_on > today:
        raise Invalid.field("/carried_out_on", "in_the_future", "must not lie in the future")
    approved_at = case.decision and case.decision.approved_at
    if carried_out_on and approved_at and carried_out_on < site_date(approved_at):
        raise Invalid.field("/carried_out_on", "before_approval", "must not lie before the approval")
    improvement = await improvement_of(session, case.id)
    events = case.close(
        improvement_opened=improvement is not None, carried_out_on=carried_out_on or today, now=act.now
    )
    await expect_review(session=session, closed_on=today)
    return await keep(session=session, act=act, case=case, verb="close", events=events)


async def _watch_collection(session: AsyncSession, case: Case, act: Act) -> None:
    """Warning and breach of the day until which sales collects, if it has to (CO-12, IN-07)."""
    if due_at := case.collection_due_at:
        pack = await pack_of(session, case.ticket_id, now=act.now)
        await watch(session, case, COLLECTION, due_at=max(due_at, act.now), pack=pack, now=act.now)
