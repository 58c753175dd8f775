"""Speaking with a customer, or trying to (FU-03, FU-04, FU-06, FU-10)."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.followup import CustomerNotified, SuggestionVoiced
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.followup.calls import outcome
from services.followup.calls.clock import note_answered
from services.followup.calls.merging import asks_for_effect, due_beside, hold_merged
from services.followup.calls.models import FollowUp
from services.followup.calls.schemas import AttemptIn
from services.followup.customers.models import Customer
from services.followup.customers.queries import customer_for_update
from services.followup.dissatisfaction.usecases import check_result, report_call
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


class AttemptTooEarly(Invalid):
    zh = "联系时间不能早于回访所针对的事项。"
    en = "The attempt can't be before what the follow-up is about."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/at", "before_the_reason", self.en)])


async def attempt_call(*, session: AsyncSession, act: Act, call: FollowUp, attempt: AttemptIn) -> FollowUp:
    """What came of it holds for all reasons to speak with this customer today: they are one call (FU-06).

    Raises `CallBackNotAhead`, `AttemptTooEarly`, `FollowUpEnded`, `DoNotCall`.
    """
    at = attempt.at or act.now
    _check_times(call, attempt, at)
    call.refuse_when_ended()
    customer = await customer_for_update(session, call.customer_id) if call.customer_id else None
    if customer and attempt.channel == "phone":
        if customer.do_not_call:
            raise DoNotCall
        customer.called(at)
    others = await due_beside(session, call, at=at)
    asking = asks_for_effect(call, others, attempt, act)
    await _hold(session, act, call, customer, attempt, at)
    for other in others:
        await hold_merged(session, act, other, customer, attempt, at=at, effect_told=other is asking)
    if customer and attempt.result in ("done", "refused"):
        await note_answered(session=session, act=act, customer=customer, at=at)
    return call


async def notify(*, session: AsyncSession, act: Act, call: FollowUp, channel: str, text: str) -> None:
    """The bus gets a reference to the text, never the text."""
    told = CustomerNotified(
        channel=channel, ticket_id=call.ticket_id, text_hash=sha256(text.encode()).hexdigest()
    )
    await record(session, act=act, aggregate=call, verb="notify", events=[told], correlation=call.ticket_id)


def _check_times(call: FollowUp, attempt: AttemptIn, at: datetime) -> None:
    if attempt.result == "call_back" and attempt.call_back_at and attempt.call_back_at <= at:
        raise CallBackNotAhead
    if call.source_at is not None and at < call.source_at.replace(microsecond=0):
        raise AttemptTooEarly


async def _hold(
    session: AsyncSession,
    act: Act,
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    at: datetime,
) -> None:
    noted = outcome.noted(call, attempt, act=act, at=at)
    events = outcome.hold(call, customer, attempt, act=act, at=at, noted=noted)
    if voices_suggestion(attempt.notes):
        events.append(
            SuggestionVoiced(ticket_id=call.ticket_id, customer_id=call.customer_id, text=attempt.notes)
        )
    await outcome.record_attempt(session, act, call, events)
    await _follow_up_on(session, act, call, attempt, at)
    await outcome.restart(session, act, call, customer, at)


async def _follow_up_on(
    session: AsyncSession, act: Act, call: FollowUp, attempt: AttemptIn, at: datetime
) -> None:
    """Words of complaint become a complaint (FU-02); a check closes its loop or opens it again (FU-10)."""
    complains = voices_complaint(attempt.notes)
    if call.reason == "check" and call.status != "open":
        satisfied = call.status == "done" and attempt.effect != "not_fixed" and not complains
        await check_result(session=session, act=act, call=call, satisfied=satisfied)
    elif complains:
        await report_call(session=session, act=act, call=call, text=attempt.notes, at=at)
