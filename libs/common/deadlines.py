"""The running clock of one deadline, a value of its own: no clock knows of another (IN-06)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec.structs import replace

from libs.common.calendar import Agreement, Calendar, Pause, calendar_named
from libs.common.calendar.amounts import running_seconds

State = Literal["running", "paused", "near", "met", "missed"]


class DeadlineError(ValueError):
    """The clock isn't in a state to do this; `code` for programs."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """One pause, with its reason; `until` is missing while it lasts."""

    reason: str
    since: datetime
    until: datetime | None = None


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """Every act returns a new value. While paused, `due_at` is what it would be without the present pause."""

    kind: str
    agreement: Agreement
    started_at: datetime
    due_at: datetime
    warning_at: datetime | None
    """In the desk's hours and before `due_at`; None where no such moment is left."""
    provisional: bool
    counted_from: datetime
    """When the present agreement was made; what was used before it is in `carried_seconds`."""
    carried_seconds: int = 0
    holds: tuple[Hold, ...] = ()
    stopped_at: datetime | None = None

    @classmethod
    def start(cls, kind: str, agreement: Agreement, *, now: datetime) -> "Deadline":
        due = agreement.due(now, counted_from=now, carried=0)
        return cls(
            kind=kind,
            agreement=agreement,
            started_at=now,
            due_at=due.due_at,
            warning_at=agreement.warning(due.due_at, not_before=now),
            provisional=due.provisional,
            counted_from=now,
        )

    @classmethod
    def promise(
        cls, kind: str, due_at: datetime, *, desk: str, warn_hours: Decimal, now: datetime
    ) -> "Deadline":
        """A deadline at a given moment, e.g. the time an answer was promised for."""
        hours = Decimal(calendar_named("clock").open_seconds(now, due_at)) / 3600
        return cls.start(
            kind, Agreement(calendar="clock", hours=hours, desk=desk, warn_hours=warn_hours), now=now
        )

    def state(self, now: datetime) -> State:
        if self.stopped_at:
            return "met" if self.stopped_at <= self.due_at else "missed"
        if self.hold and self.hold.since < self.due_at:
            return "paused"
        if now >= self.due_at:
            return "missed"
        return "near" if self.warning_at and now >= self.warning_at else "running"

    def time_left(self, now: datetime) -> timedelta:
        """In the agreement's calendar; stands still while paused and after the stop, 0 when overdue."""
        until = self.stopped_at or (self.hold.since if self.hold else now)
        return timedelta(seconds=self._calendar.open_seconds(until, self.due_at))

    def used_seconds(self, now: datetime) -> int:
        """Open time since the start, without pauses, over all agreements so far."""
        until = self.stopped_at or now
        return self.carried_seconds + running_seconds(
            self._calendar, self.counted_from, until, _pauses(self.holds, until)
        )

    def pause(self, *, reason: str, at: datetime) -> "Deadline":
        self._must_run()
        if self.hold:
            raise DeadlineError("already_paused", f"the {self.kind} clock is paused already")
        if at < self.counted_from:
            raise DeadlineError("too_early", f"the {self.kind} clock has a later agreement")
        return replace(self, holds=(*self.holds, Hold(reason=reason, since=at)))

    def resume(self, *, at: datetime) -> "Deadline":
        self._must_run()
        if not self.hold:
            raise DeadlineError("not_paused", f"the {self.kind} clock is not paused")
        if at < self.hold.since:
            raise DeadlineError("too_early", f"the {self.kind} clock was paused later")
        ended = (replace(self.hold, until=at),) if at > self.hold.since else ()
        return _reckoned(replace(self, holds=(*self.holds[:-1], *ended)))

    def stop(self, *, at: datetime) -> "Deadline":
        """Met in time or missed; a pause ends with it."""
        self._must_run()
        if at < self.started_at:
            raise DeadlineError("too_early", f"the {self.kind} clock started later")
        resumed = self.resume(at=at) if self.hold else self
        return replace(resumed, stopped_at=at)

    def change(self, agreement: Agreement, *, at: datetime) -> "Deadline":
        """Another agreement in mid-ticket: what was used and what was paused so far still counts."""
        self._must_run()
        if at < self.counted_from:
            raise DeadlineError("too_early", f"the {self.kind} clock has a later agreement")
        used = self.used_seconds(at)
        return _reckoned(replace(self, agreement=agreement, counted_from=at, carried_seconds=used))

    @property
    def hold(self) -> Hold | None:
        """The pause that lasts."""
        return self.holds[-1] if self.holds and self.holds[-1].until is None else None

    @property
    def _calendar(self) -> Calendar:
        return calendar_named(self.agreement.calendar)

    def _must_run(self) -> None:
        if self.stopped_at:
            raise DeadlineError("already_stopped", f"the {self.kind} clock has stopped")


def _pauses(holds: tuple[Hold, ...], now: datetime) -> list[Pause]:
    """The pauses up to `now`, one that lasts included."""
    ends = [(hold.since, hold.until or now) for hold in holds]
    return [Pause(since, until) for since, until in ends if since < until]


def _reckoned(deadline: Deadline) -> Deadline:
    """With `due_at` and `warning_at` made anew from the pauses that have ended."""
    ended = [Pause(hold.since, hold.until) for hold in deadline.holds if hold.until]
    due = deadline.agreement.due(
        deadline.started_at,
        counted_from=deadline.counted_from,
        carried=deadline.carried_seconds,
        pauses=ended,
    )
    going_on = max([deadline.counted_from, *(pause.end for pause in ended)])
    warning = deadline.agreement.warning(due.due_at, not_before=going_on)
    return replace(deadline, due_at=due.due_at, provisional=due.provisional, warning_at=warning)
