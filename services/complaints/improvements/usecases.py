"""Opening, checking and re-opening improvement actions (CO-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.record import record
from libs.common.web.problems import Invalid, Refusal
from services.complaints.cases.models import Case
from services.complaints.days import end_of
from services.complaints.improvements.models import Improvement
from services.complaints.improvements.queries import improvement_of
from services.complaints.policy import pack_of


class NoImprovement(Refusal):
    code = "no_improvement"
    zh = "该投诉没有改善对策。"
    en = "The complaint has no improvement action."


async def open_improvement(
    *, session: AsyncSession, act: Act, case_id: UUID, action: str, owner: str, due_on: date
) -> Improvement:
    """Or one that is open again is planned anew."""
    _must_lie_ahead(due_on, act)
    improvement = await improvement_of(session, case_id, lock=True)
    if improvement:
        verb, events = "plan-anew", improvement.plan_anew(action=action, owner=owner, due_on=due_on)
    else:
        improvement = Improvement(
            id=new_id(), case_id=case_id, action=action, owner=owner, due_on=due_on, state="open"
        )
        session.add(improvement)
        verb, events = "open", improvement.open()
    await keep(session=session, act=act, improvement=improvement, verb=verb, events=events)
    await _expect(session, improvement)
    return improvement


async def check_improvement(
    *,
    session: AsyncSession,
    act: Act,
    case_id: UUID,
    effective: bool,
    text: str | None,
    owner: str | None,
    due_on: date | None,
) -> Improvement:
    """`owner`, `due_on` of one that isn't effective: who goes on with it, and until when."""
    if due_on:
        _must_lie_ahead(due_on, act)
    improvement = await improvement_of(session, case_id, lock=True)
    if improvement is None:
        raise NoImprovement
    checked: dict[str, Any] = {"text": text, "by": act.actor.subject, "now": act.now}
    if effective:
        events = improvement.confirm(**checked)
    else:
        again = due_on or await _due_again(session, act, case_id)
        events = improvement.found_wanting(**checked, owner=owner, due_on=again)
        await _expect(session, improvement)
    await keep(session=session, act=act, improvement=improvement, verb="check", events=events)
    return improvement


async def reopen_for_cause(*, session: AsyncSession, act: Act, cause_code: str, not_of: UUID) -> None:
    """What was confirmed didn't hold: the same cause is found in another case."""
    others = select(Case.id).where(Case.cause_code == cause_code, Case.id != not_of)
    query = select(Improvement).where(Improvement.state == "confirmed", Improvement.case_id.in_(others))
    for improvement in (await session.scalars(query.order_by(Improvement.id).with_for_update(**HELD))).all():
        due_on = await _due_again(session, act, improvement.case_id)
        events = improvement.reopen(reason="same_cause", due_on=due_on)
        await keep(session=session, act=act, improvement=improvement, verb="reopen", events=events)
        await _expect(session, improvement)


async def keep(
    *, session: AsyncSession, act: Act, improvement: Improvement, verb: str, events: Sequence[Event]
) -> None:
    case = improvement.case_id
    await record(session, act=act, aggregate=improvement, verb=verb, events=events, correlation=case)


def _must_lie_ahead(due_on: date, act: Act) -> None:
    if due_on < site_date(act.now):
        raise Invalid.field("/due_on", "in_the_past", "must not lie in the past")


async def _due_again(session: AsyncSession, act: Act, case_id: UUID) -> date:
    """The day until which one that is open again has to show its effect, by the pack."""
    ticket_id = await session.scalar(select(Case.ticket_id).where(Case.id == case_id))
    pack = await pack_of(session, ticket_id, now=act.now)
    return site_date(pack.complaints.improvement_within.after(act.now))


async def _expect(session: AsyncSession, improvement: Improvement) -> None:
    due_at = end_of(improvement.due_on)
    await timers.set(session, kind="improvements.due", key=str(improvement.id), due_at=due_at)
