"""When an unanswered contact is near its reply, late, chased and escalated (IN-03, IN-07)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from libs.common.calendar import Agreement, calendar_named
from libs.common.deadlines import Deadline
from libs.common.policy.figures import Span
from libs.common.policy.operations import Desk, Ladder
from libs.common.policy.pack import Pack

StepName = Literal["near", "missed", "chased", "escalated"]
DEPARTMENT = "customer_service"
"""Who handles a contact unless something else is said (IN-07, default)."""


class Step(msgspec.Struct, frozen=True):
    """One rung of the ladder and when it is climbed unless an answer comes first."""

    name: StepName
    at: datetime


class ByHand(msgspec.Struct, frozen=True):
    """What a person did on the ladder: an answer to a chase, or straight to the top."""

    name: Literal["answered", "escalated"]
    at: datetime
    by: str
    reason: str


def needs_reply(kind: str, promised_at: datetime | None) -> bool:
    """A consultation that wasn't answered, and whatever a reply was promised to (IN-03)."""
    return kind == "consultation" or promised_at is not None


def reply_deadline(*, promised_at: datetime | None, since: datetime, pack: Pack) -> Deadline:
    """The time promised to the caller; without a promise the desk's own time for a first answer."""
    warn_hours = Decimal(pack.desk.warn_before.hours or 0)
    if promised_at is not None:
        return Deadline.promise(
            "reply", promised_at, desk=pack.desk.calendar, warn_hours=warn_hours, now=since
        )
    return Deadline.start("reply", _agreement(pack.deadlines.answer, pack.desk), now=since)


def ladder(deadline: Deadline, *, registered_at: datetime, figures: Ladder) -> list[Step]:
    """Warning, breach, chase and escalation in the order of time."""
    chased_at = _after(registered_at, figures.chase_after)
    steps = [
        Step("missed", deadline.due_at),
        Step("chased", chased_at),
        Step("escalated", _after(chased_at, figures.escalate_after)),
    ]
    if deadline.warning_at is not None:
        steps.insert(0, Step("near", deadline.warning_at))
    return sorted(steps, key=lambda step: step.at)


def stored(steps: Sequence[Step | ByHand]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(step) for step in steps]


def read_step(step: Mapping[str, Any]) -> Step:
    return msgspec.convert(step, Step)


def _after(start: datetime, span: Span) -> datetime:
    hours = None if span.hours is None else Decimal(span.hours)
    return calendar_named(span.calendar).add(start, hours=hours, days=span.days).due_at


def _agreement(span: Span, desk: Desk) -> Agreement:
    return Agreement(
        calendar=span.calendar,
        hours=None if span.hours is None else Decimal(span.hours),
        days=span.days,
        desk=desk.calendar,
        warn_hours=Decimal(desk.warn_before.hours or 0),
    )
