"""When an unanswered contact is near its reply, late, chased and escalated (IN-03, IN-07)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from libs.common.deadlines import Deadline
from libs.common.policy.operations import Ladder
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
    desk = pack.desk
    if promised_at is not None:
        return Deadline.promise(
            "reply", promised_at, desk=desk.calendar, warn_hours=desk.warn_hours, now=since
        )
    return Deadline.start("reply", desk.agreed(pack.deadlines.answer), now=since)


def ladder(deadline: Deadline, *, registered_at: datetime, figures: Ladder) -> list[Step]:
    """Warning, breach, chase and escalation in the order of time."""
    chased_at = figures.chase_after.after(registered_at)
    steps = [
        Step("missed", deadline.due_at),
        Step("chased", chased_at),
        Step("escalated", figures.escalate_after.after(chased_at)),
    ]
    if deadline.warning_at is not None:
        steps.insert(0, Step("near", deadline.warning_at))
    return sorted(steps, key=lambda step: step.at)


def stored(steps: Sequence[Step | ByHand]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(step) for step in steps]


def read_step(step: Mapping[str, Any]) -> Step:
    return msgspec.convert(step, Step)
