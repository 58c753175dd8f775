"""Opening, checking and re-opening improvement actions (CO-17)."""

from collections.abc import Sequence
from datetime import date
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


class ImprovementOpenedAlready(Refusal):
    code = "improvement_opened"
    zh = "该投诉已开立改善对策。"
    en = "The complaint has its improvement action already."


class NoImprovement(Refusal):
    code = "no_improvement"
    zh = "该投诉没有改善对策。"
    en = "The complaint has no improvement action."


async def open_improvement(
    *,
    session: AsyncSession,
    act: Act,
    case_id: UUID,
    action: str,
    owner: str,
    due_on: date,
) -> Improvement:
    if due_on < site_date(act.now):
        raise Invalid.field("/due_on", "in_the_past", "must not lie in the past")
    if await improvement_of(session, case_id):
        raise ImprovementOpenedAlready
    improvement = Improvement(
        id=new_id(),
        case_id=case_id,
        action=action,
        owner=owner,
        due_on=due_on,
        state="open",
    )
    session.add(improvement)
    await keep(session=session, act=act, improvement=improvement, verb="open", events=improvement.open())
    key = str(improvement.id)
    await timers.set(session, kind="improvements.due", key=key, due_at=end_of(due_on))
    return improvement


async def check_improvement(
    *, session: AsyncSession, act: Act, case_id: UUID, effective: bool, text: str | None
) -> Improvement:
    improvement = await improvement_of(session, case_id, lock=True)
    if improvement is None:
        raise NoImprovement
    events = improvement.check(effective=effective, text=text, by=act.actor.subject, now=act.now)
    await keep(session=session, act=act, improvement=improvement, verb="check", events=events)
    return improvement


async def reopen_for_cause(*, session: AsyncSession, act: Act, cause_code: str, not_of: UUID) -> None:
    """What was confirmed didn't hold: the same cause is found in another case."""
    others = select(Case.id).where(Case.cause_code == cause_code, Case.id != not_of)
    query = select(Improvement).where(Improvement.state == "confirmed", Improvement.case_id.in_(others))
    for improvement in (await session.scalars(query.order_by(Improvement.id).with_for_update(**HELD))).all():
        events = improvement.reopen()
        await keep(session=session, act=act, improvement=improvement, verb="reopen", events=events)


async def keep(
    *, session: AsyncSession, act: Act, improvement: Improvement, verb: str, events: Sequence[Event]
) -> None:
    case = improvement.case_id
    await record(session, act=act, aggregate=improvement, verb=verb, events=events, correlation=case)
