"""One clock of a ticket: a deadline and what was announced of it (IN-06)."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from libs.common.calendar import Agreement
from libs.common.deadlines import Deadline
from libs.common.events import intake as events
from libs.common.events.envelope import Event


class Clock(msgspec.Struct, frozen=True):
    """A deadline and how much of it was announced: nothing, that it is near, that it was missed."""

    deadline: Deadline
    announced: str = ""

    @property
    def runs(self) -> bool:
        return self.deadline.stopped_at is None and self.deadline.hold is None

    @property
    def waits_for(self) -> str | None:
        return self.deadline.hold.reason if self.deadline.hold else None

    @property
    def next_alarm(self) -> datetime | None:
        if not self.runs or self.announced == "missed":
            return None
        return (not self.announced and self.deadline.warning_at) or self.deadline.due_at

    def pause(self, *, reason: str, now: datetime) -> "Clock":
        return replace(self, deadline=self.deadline.pause(reason=reason, at=now))

    def resume(self, now: datetime) -> "Clock":
        return self._moved(self.deadline.resume(at=now), now)

    def agree(self, agreement: Agreement, now: datetime) -> "Clock":
        """What was used and what was paused so far still counts."""
        return self._moved(self.deadline.change(agreement, at=now), now)

    def stop(self, at: datetime) -> "Clock":
        hold = self.deadline.hold
        earliest = hold.since if hold else self.deadline.started_at
        return replace(self, deadline=self.deadline.stop(at=max(at, earliest)))

    def shown(self, now: datetime) -> dict[str, Any]:
        """What readers see: kind, due time, state, seconds left in its own calendar."""
        return {
            "kind": self.deadline.kind,
            "due_at": self.deadline.due_at,
            "state": self.deadline.state(now),
            "seconds_left": int(self.deadline.time_left(now).total_seconds()),
            "waits_for": self.waits_for,
        }

    def ring(self, now: datetime) -> tuple["Clock", list[Event]]:
        """Announce that it has come near or was missed by `now`, each once."""
        if self.next_alarm is None or self.next_alarm > now:
            return self, []
        missed = now >= self.deadline.due_at
        kind = events.TicketDeadlineMissed if missed else events.TicketDeadlineNear
        told = kind(kind=self.deadline.kind, due_at=self.deadline.due_at)  # type: ignore[arg-type]
        return replace(self, announced="missed" if missed else "near"), [told]

    def joined(self, other: "Clock") -> "Clock":
        """Of one demand that was registered twice: the earlier request counts, an answer to either is one."""
        first = min((self, other), key=lambda clock: clock.deadline.started_at)
        stops = [clock.deadline.stopped_at for clock in (self, other) if clock.deadline.stopped_at]
        return first if first.deadline.stopped_at or not stops else first.stop(min(stops))

    def _moved(self, deadline: Deadline, now: datetime) -> "Clock":
        """A warning or a breach that was moved into the future is announced again when it comes."""
        if deadline.due_at <= now:
            return replace(self, deadline=deadline)
        is_far = deadline.warning_at is not None and deadline.warning_at > now
        return replace(self, deadline=deadline, announced=self.announced and ("" if is_far else "near"))
