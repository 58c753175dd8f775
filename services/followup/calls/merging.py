"""One call for all reasons to speak with a customer on a day (FU-06)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from services.followup.calls import outcome, rules
from services.followup.calls.models import FollowUp
from services.followup.calls.schemas import AttemptIn
from services.followup.customers.models import Customer
from services.followup.dissatisfaction.usecases import check_result


async def due_beside(session: AsyncSession, call: FollowUp, *, at: datetime) -> Sequence[FollowUp]:
    """Locked: what else is to be asked of the customer by the end of the day of `at`."""
    if call.customer_id is None:
        return []
    query = select(FollowUp).where(
        FollowUp.customer_id == call.customer_id,
        FollowUp.id != call.id,
        FollowUp.status == "open",
        FollowUp.due_at < rules.next_day(at),
    )
    return (await session.scalars(query.order_by(FollowUp.id).with_for_update(**HELD))).all()


def asks_for_effect(
    call: FollowUp, others: Sequence[FollowUp], attempt: AttemptIn, act: Act
) -> FollowUp | None:
    """The one that an effect told in a call about something else answers; a technician's word doesn't."""
    if attempt.effect is None or call.reason in rules.NEEDS_OWN_ANSWER or act.actor.has("technician"):
        return None
    asking = [other for other in others if other.reason == "effect"]
    return asking[0] if len(asking) == 1 else None


async def hold_merged(
    session: AsyncSession,
    act: Act,
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    *,
    at: datetime,
    effect_told: bool,
) -> None:
    """Whether a repair or an action helped has to be asked for itself, today or else tomorrow.

    And not by the technician whose work it was (FU-02).
    """
    told = attempt.model_copy(update={"notes": ""} if effect_told else {"notes": "", "effect": None})
    noted = outcome.noted(call, told, act=act, at=at)
    own_work = call.reason in rules.NEEDS_OWN_ANSWER and act.actor.has("technician")
    not_asked = call.reason in rules.NEEDS_OWN_ANSWER and attempt.result == "done" and not effect_told
    if own_work or not_asked:
        unanswered = attempt.result == "no_answer"
        call.note({**noted, "not_counted": "own_work" if unanswered else None})
        call.due_at = rules.call_time(rules.next_day(at), outcome.hours_for(customer, act))
        await outcome.record_attempt(session, act, call, [])
        return
    events = outcome.hold(call, customer, told, act=act, at=at, noted=noted)
    await outcome.record_attempt(session, act, call, events)
    if call.reason == "check" and call.status != "open":
        await check_result(session=session, act=act, call=call, satisfied=False)
    await outcome.restart(session, act, call, customer, at)
