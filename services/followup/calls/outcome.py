"""What came of an attempt, for one reason to call (FU-03, FU-06)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.policy.operations import FollowUp as Figures
from libs.common.record import record
from services.followup.calls import rules
from services.followup.calls.clock import KINDS, settle_clock
from services.followup.calls.models import FollowUp
from services.followup.calls.schemas import AttemptIn
from services.followup.customers.models import Customer
from services.followup.packs import figures


def hold(
    call: FollowUp,
    customer: Customer | None,
    attempt: AttemptIn,
    *,
    act: Act,
    at: datetime,
    noted: dict[str, Any],
) -> list[Event]:
    """Keep the attempt and decide what follows from its result."""
    call.note(noted)
    if attempt.result == "done":
        return call.finish(effect=attempt.effect, at=at)
    if attempt.result == "refused":
        return call.give_up_refused(at=at)
    if attempt.result == "call_back":
        assert attempt.call_back_at is not None
        call.call_back(call_back_at=attempt.call_back_at, agent=act.actor.subject)
        return []
    attempts = _figures(act).attempts
    next_at = rules.retry_time(at, hours_for(customer, act), attempts=attempts)
    return call.no_answer(counted=not noted["not_counted"], next_at=next_at, attempts=attempts, at=at)


def noted(call: FollowUp, attempt: AttemptIn, *, act: Act, at: datetime) -> dict[str, Any]:
    back = attempt.call_back_at
    return {
        "at": at.isoformat(),
        "result": attempt.result,
        "by": act.actor.subject,
        "channel": attempt.channel,
        "notes": attempt.notes,
        "effect": attempt.effect,
        "call_back_at": back.isoformat() if back else None,
        "not_counted": call.why_not_counted(at) if attempt.result == "no_answer" else None,
    }


async def restart(
    session: AsyncSession, act: Act, call: FollowUp, customer: Customer | None, at: datetime
) -> None:
    """Whoever can't be reached isn't forgotten: the interval begins again."""
    kind = next((kind for kind, reason in KINDS.items() if reason == call.reason), None)
    if kind and customer and call.status == "unreachable":
        await settle_clock(session=session, act=act, customer=customer, kind=kind, since=at)


async def record_attempt(session: AsyncSession, act: Act, call: FollowUp, events: Sequence[Event]) -> None:
    await record(session, act=act, aggregate=call, verb="attempt", events=events, correlation=call.ticket_id)


def hours_for(customer: Customer | None, act: Act) -> rules.Hours:
    return rules.calling_hours(_figures(act).quiet_hours, customer.best_hours if customer else None)


def _figures(act: Act) -> Figures:
    return figures(today=site_date(act.now))
