"""Speaking with a customer, or trying to (FU-03, FU-04, FU-06, FU-10)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.events.followup import CustomerNotified, SuggestionVoiced
from libs.common.ids import site_date
from libs.common.policy.operations import FollowUp as Figures
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.followup.calls import rules
from services.followup.calls.clock import KINDS, note_answered, settle_clock
from services.followup.calls.models import FollowUp
from services.followup.calls.schemas import AttemptIn
from services.followup.customers.models import Customer
from services.followup.customers.queries import customer_for_update
from services.followup.dissatisfaction.usecases import check_result, report_call
from services.followup.packs import figures
from services.followup.surveys.words import voices_complaint, voices_suggestion


class DoNotCall(Refusal):
    code = "do_not_call"
    zh = "该客户要求不要打电话，请改用其他方式。"
    en = "The customer asked not to be called; use another channel."


class CallBackNotAhead(Invalid):
    zh = "约定的回电时间须晚于本次联系。"
    en = "The time to call back has to lie after the attempt."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/call_back_at", "not_ahead", self.en)])


async def attempt_call(*, session: AsyncSession, act: Act, call: FollowUp, attempt: AttemptIn) -> FollowUp:
    """What came of it holds for all reasons to speak with this customer today: they are one call (FU-06).

    Raises `CallBackNotAhead`, `FollowUpEnded`, `DoNotCall`.
    """
    at = attempt.at or act.now
    if attempt.result == "call_back" and attempt.call_back_at and attempt.call_back_at <= at:
        raise CallBackNotAhead
    call.refuse_when_ended()
    customer = await customer_for_update(session, call.customer_id) if call.customer_id else None
    if customer and customer.do_not_call and attempt.channel == "phone":
        raise DoNotCall
    if customer and attempt.channel == "phone":
        customer.called_on = max(customer.called_on or site_date(at), site_date(at))
    others = await due_beside(session, call, at=at)
    await _hold(session, act, call, customer, attempt, at)
    for other in others:
        await _hold_merged(session, act, other, customer, attempt, at)
    if customer and attempt.result in ("done", "refused"):
        await note_answered(session=session, act=act, customer=customer, at=at)
    return call


async def notify(*, session: AsyncSession, act: Act, call: FollowUp, channel: str, text: str) -> None:
    """The bus gets a reference to the text, never the text."""
    told = CustomerNotified(
        channel=channel, ticket_id=call.ticket_id, text_hash=sha256(text.encode()).hexdigest()
    )
    await record(session, act=act, aggregate=call, verb="notify", events=[told], correlation=call.ticket_id)


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


async def _hold(
    session: AsyncSession,
    act: Act,
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    at: datetime,
) -> None:
    call.note(_noted(attempt, act, at))
    events = _outcome(call, customer, attempt, act, at)
    if voices_suggestion(attempt.notes):
        events.append(
            SuggestionVoiced(ticket_id=call.ticket_id, customer_id=call.customer_id, text=attempt.notes)
        )
    await _record(session, act, call, events)
    await _follow_up_on(session, act, call, customer, attempt, at)


async def _hold_merged(
    session: AsyncSession,
    act: Act,
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    at: datetime,
) -> None:
    """Whether a repair or an action helped has to be asked for itself, today or else tomorrow.

    And not by the technician whose work it was (FU-02).
    """
    call.note(_noted(attempt, act, at, merged=True))
    asked_by_technician = act.actor.has("technician")
    if call.reason in rules.NEEDS_OWN_ANSWER and (attempt.result == "done" or asked_by_technician):
        call.due_at = rules.call_time(rules.next_day(at), _hours(customer, act))
        await _record(session, act, call, [])
        return
    told_nothing = attempt.model_copy(update={"effect": None})
    await _record(session, act, call, _outcome(call, customer, told_nothing, act, at))
    if call.reason == "check" and call.status != "open":
        await check_result(session=session, act=act, call=call, satisfied=False)
    await _restart(session, act, call, customer, at)


def _outcome(
    call: FollowUp, customer: Customer | None, attempt: AttemptIn, act: Act, at: datetime
) -> list[Event]:
    if attempt.result == "done":
        return call.finish(effect=attempt.effect, at=at)
    if attempt.result == "refused":
        return call.give_up_refused(at=at)
    if attempt.result == "call_back":
        assert attempt.call_back_at is not None
        call.call_back(call_back_at=attempt.call_back_at, agent=act.actor.subject)
        return []
    attempts = _figures(act).attempts
    next_at = rules.retry_time(at, _hours(customer, act), attempts=attempts)
    return call.no_answer(next_at=next_at, attempts=attempts, at=at)


async def _follow_up_on(
    session: AsyncSession,
    act: Act,
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    at: datetime,
) -> None:
    """Words of complaint become a complaint (FU-02); a check closes its loop or opens it again (FU-10)."""
    complains = voices_complaint(attempt.notes)
    if call.reason == "check" and call.status != "open":
        satisfied = call.status == "done" and attempt.effect != "not_fixed" and not complains
        await check_result(session=session, act=act, call=call, satisfied=satisfied)
    elif complains:
        await report_call(session=session, act=act, call=call, text=attempt.notes, at=at)
    await _restart(session, act, call, customer, at)


async def _restart(
    session: AsyncSession, act: Act, call: FollowUp, customer: Customer | None, at: datetime
) -> None:
    """Whoever can't be reached isn't forgotten: the interval begins again."""
    kind = next((kind for kind, reason in KINDS.items() if reason == call.reason), None)
    if kind and customer and call.status == "unreachable":
        await settle_clock(session=session, act=act, customer=customer, kind=kind, since=at)


async def _record(session: AsyncSession, act: Act, call: FollowUp, events: Sequence[Event]) -> None:
    await record(session, act=act, aggregate=call, verb="attempt", events=events, correlation=call.ticket_id)


def _noted(attempt: AttemptIn, act: Act, at: datetime, *, merged: bool = False) -> dict[str, Any]:
    back = attempt.call_back_at
    return {
        "at": at.isoformat(),
        "result": attempt.result,
        "by": act.actor.subject,
        "channel": attempt.channel,
        "notes": "" if merged else attempt.notes,
        "effect": None if merged else attempt.effect,
        "call_back_at": back.isoformat() if back else None,
    }


def _hours(customer: Customer | None, act: Act) -> rules.Hours:
    return rules.calling_hours(_figures(act).quiet_hours, customer.best_hours if customer else None)


def _figures(act: Act) -> Figures:
    return figures(today=site_date(act.now))
