"""A ticket's clocks as one value: first answer, promised reply, arrival, repair (IN-06)."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from libs.common.calendar import Agreement
from libs.common.deadlines import Deadline
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.policy.figures import Span
from libs.common.policy.operations import Desk
from services.intake.tickets import refusals

WORK = ("arrive", "repair")
"""The clocks that wait while the customer thinks about a quote."""


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

    def _moved(self, deadline: Deadline, now: datetime) -> "Clock":
        """A warning or a breach that was moved into the future is announced again when it comes."""
        if deadline.due_at <= now:
            return replace(self, deadline=deadline)
        is_far = deadline.warning_at is not None and deadline.warning_at > now
        return replace(self, deadline=deadline, announced=self.announced and ("" if is_far else "near"))


class Clocks(msgspec.Struct, frozen=True):
    all: tuple[Clock, ...] = ()

    @classmethod
    def load(cls, stored: Sequence[dict[str, Any]]) -> Self:
        return cls(tuple(msgspec.convert(one, Clock) for one in stored))

    def dump(self) -> list[dict[str, Any]]:
        return [msgspec.to_builtins(clock) for clock in self.all]

    def shown(self, now: datetime) -> list[dict[str, Any]]:
        """What readers see of each clock: kind, due time, state, seconds left in its own calendar."""
        return [
            {
                "kind": clock.deadline.kind,
                "due_at": clock.deadline.due_at,
                "state": clock.deadline.state(now),
                "seconds_left": int(clock.deadline.time_left(now).total_seconds()),
                "waits_for": clock.waits_for,
            }
            for clock in self.all
        ]

    def ended(self, now: datetime) -> "Clocks":
        """What stays to be read of an ended ticket: clocks met or missed; the others no longer matter."""
        missed = self._change(
            lambda clock: not clock.deadline.stopped_at and clock.deadline.state(now) == "missed",
            lambda deadline: deadline.stop(at=now),
        )
        return Clocks(tuple(clock for clock in missed.all if clock.deadline.stopped_at))

    @property
    def answered(self) -> bool:
        return any(c.deadline.kind == "answer" and c.deadline.stopped_at is not None for c in self.all)

    def named(self, kind: str) -> Clock | None:
        return next((clock for clock in self.all if clock.deadline.kind == kind), None)

    @property
    def waits_for(self) -> str | None:
        """Of several that wait, one that waits for a part: nobody asks the customer for it."""
        reasons = {clock.waits_for for clock in self.all if clock.deadline.stopped_at is None}
        return next((reason for reason in ("part", "customer") if reason in reasons), None)

    def due(self, kind: str) -> datetime | None:
        clock = self.named(kind)
        return clock.deadline.due_at if clock else None

    @property
    def next_alarm(self) -> datetime | None:
        return min((clock.next_alarm for clock in self.all if clock.next_alarm), default=None)

    def without(self, kind: str) -> "Clocks":
        """The clock of what won't happen any more."""
        return Clocks(tuple(clock for clock in self.all if clock.deadline.kind != kind))

    def renewed(self, fresh: "Clocks") -> "Clocks":
        """Those that begin anew instead of the old ones, beside the others."""
        begun = {clock.deadline.kind for clock in fresh.all}
        return Clocks((*(clock for clock in self.all if clock.deadline.kind not in begun), *fresh.all))

    def joined(self, other: "Clocks") -> "Clocks":
        """Of one demand that was registered twice: the earlier request counts, an answer to either is one."""
        kinds = dict.fromkeys(clock.deadline.kind for clock in (*self.all, *other.all))
        return Clocks(tuple(_joined(self.named(kind), other.named(kind)) for kind in kinds))

    def meet(self, kind: str, at: datetime) -> "Clocks":
        """Stop a clock where it runs; a clock that isn't there, or has stopped, stays as it is."""
        runs = self._chosen({kind}, lambda clock: not clock.deadline.stopped_at)
        return self._change(runs, lambda clock: clock.stop(at))

    def pause(self, kind: str | None, *, reason: str, now: datetime) -> "Clocks":
        """Pause the named clock, else those of the work, or all where there is no work to do (any more).

        Raises `ClockNotRunning` where none runs.
        """
        chosen = self._chosen(self._meant(kind), lambda clock: clock.runs)
        if not any(chosen(clock) for clock in self.all):
            raise refusals.ClockNotRunning()
        return self._change(chosen, lambda clock: clock.pause(reason=reason, now=now))

    def resume(self, kind: str | None, *, now: datetime) -> "Clocks":
        """Resume the named clock, or all that wait. Raises `ClockNotPaused` where none waits."""
        kinds = [kind] if kind else [clock.deadline.kind for clock in self.all]
        chosen = self._chosen(kinds, lambda clock: clock.deadline.hold is not None)
        if not any(chosen(clock) for clock in self.all):
            raise refusals.ClockNotPaused()
        return self._change(chosen, lambda clock: clock.resume(now))

    def agree(self, kind: str, agreement: Agreement, *, now: datetime) -> "Clocks":
        """Another agreement for a clock that runs or waits; the others aren't touched."""
        chosen = self._chosen({kind}, lambda clock: not clock.deadline.stopped_at)
        return self._change(chosen, lambda clock: clock.agree(agreement, now))

    def pause_work(self, *, reason: str, now: datetime) -> "Clocks":
        runs = self._chosen(WORK, lambda clock: clock.runs)
        return self._change(runs, lambda clock: clock.pause(reason=reason, now=now))

    def resume_work(self, *, reason: str, now: datetime) -> "Clocks":
        """Those of the work that wait for this reason; one that waits for something else goes on waiting."""
        waits = self._chosen(WORK, lambda clock: clock.waits_for == reason)
        return self._change(waits, lambda clock: clock.resume(now))

    def promise_reply(self, at: datetime, *, desk: Desk, now: datetime) -> "Clocks":
        """An estimate given to the customer is a deadline too; a later one takes its place."""
        others = tuple(clock for clock in self.all if clock.deadline.kind != "reply")
        promise = Deadline.promise("reply", at, desk=desk.calendar, warn_hours=desk.warn_hours, now=now)
        return Clocks((*others, Clock(promise)))

    def ring(self, now: datetime) -> tuple["Clocks", list[Event]]:
        """Announce what has come near or was missed by `now`, each once and in the order of time."""
        told: list[Event] = []
        clocks = tuple(self._announce(now, told))
        return Clocks(clocks), told

    def _announce(self, now: datetime, told: list[Event]) -> Iterator[Clock]:
        for clock in self.all:
            alarm = clock.next_alarm
            if alarm is None or alarm > now:
                yield clock
                continue
            missed = now >= clock.deadline.due_at
            kind = events.TicketDeadlineMissed if missed else events.TicketDeadlineNear
            told.append(kind(kind=clock.deadline.kind, due_at=clock.deadline.due_at))  # type: ignore[arg-type]
            yield replace(clock, announced="missed" if missed else "near")

    def _meant(self, kind: str | None) -> list[str]:
        open_ = [clock.deadline.kind for clock in self.all if clock.deadline.stopped_at is None]
        return [kind] if kind else [each for each in open_ if each in WORK] or open_

    def _chosen(self, kinds: Collection[str], also: Callable[[Clock], bool]) -> Callable[[Clock], bool]:
        return lambda clock: clock.deadline.kind in kinds and also(clock)

    def _change(self, chosen: Callable[[Clock], bool], change: Callable[[Clock], Clock]) -> "Clocks":
        return Clocks(tuple(change(clock) if chosen(clock) else clock for clock in self.all))


def _joined(one: Clock | None, other: Clock | None) -> Clock:
    if one is None or other is None:
        only = one or other
        assert only is not None
        return only
    first = min((one, other), key=lambda clock: clock.deadline.started_at)
    stops = [clock.deadline.stopped_at for clock in (one, other) if clock.deadline.stopped_at is not None]
    return first if first.deadline.stopped_at or not stops else first.stop(min(stops))


def started(pack_spans: dict[str, Span | None], *, desk: Desk, now: datetime) -> Clocks:
    """Fresh clocks, all from the request."""
    return Clocks(
        tuple(
            Clock(Deadline.start(kind, desk.agreed(span), now=now))
            for kind, span in pack_spans.items()
            if span is not None
        )
    )
