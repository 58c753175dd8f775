"""A ticket's clocks as one value: first answer, promised reply, arrival, repair (IN-06)."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec

from libs.common.calendar import Agreement
from libs.common.deadlines import Deadline
from libs.common.events.envelope import Event
from libs.common.policy.figures import Span
from libs.common.policy.operations import Desk
from services.intake.tickets import refusals
from services.intake.tickets.clock import Clock

WORK = ("arrive", "repair")
"""The clocks that wait while the customer thinks about a quote."""


class Clocks(msgspec.Struct, frozen=True):
    all: tuple[Clock, ...] = ()

    @classmethod
    def load(cls, stored: Sequence[dict[str, Any]]) -> Self:
        return cls(tuple(msgspec.convert(one, Clock) for one in stored))

    def dump(self) -> list[dict[str, Any]]:
        return [msgspec.to_builtins(clock) for clock in self.all]

    def shown(self, now: datetime) -> list[dict[str, Any]]:
        return [clock.shown(now) for clock in self.all]

    def ended(self, now: datetime) -> "Clocks":
        """What stays to be read of an ended ticket: clocks met or missed; the others no longer matter."""
        missed = self._change(
            lambda clock: not clock.deadline.stopped_at and clock.deadline.state(now) == "missed",
            lambda clock: clock.stop(now),
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
        """Of one demand that was registered twice: clocks of a kind become one."""
        merged = {clock.deadline.kind: clock for clock in self.all}
        for clock in other.all:
            mine = merged.get(clock.deadline.kind)
            merged[clock.deadline.kind] = mine.joined(clock) if mine else clock
        return Clocks(tuple(merged.values()))

    def meet(self, kind: str, at: datetime) -> "Clocks":
        """Stop a clock where it runs; a clock that isn't there, or has stopped, stays as it is."""
        runs = _chosen({kind}, lambda clock: not clock.deadline.stopped_at)
        return self._change(runs, lambda clock: clock.stop(at))

    def pause(self, kind: str | None, *, reason: str, now: datetime) -> "Clocks":
        """Pause the named clock, else those of the work, or all where there is no work to do (any more).

        Raises `ClockNotRunning` where none runs.
        """
        chosen = _chosen(self._meant(kind), lambda clock: clock.runs)
        if not any(chosen(clock) for clock in self.all):
            raise refusals.ClockNotRunning()
        return self._change(chosen, lambda clock: clock.pause(reason=reason, now=now))

    def resume(self, kind: str | None, *, now: datetime) -> "Clocks":
        """Resume the named clock, or all that wait. Raises `ClockNotPaused` where none waits."""
        kinds = [kind] if kind else [clock.deadline.kind for clock in self.all]
        chosen = _chosen(kinds, lambda clock: clock.deadline.hold is not None)
        if not any(chosen(clock) for clock in self.all):
            raise refusals.ClockNotPaused()
        return self._change(chosen, lambda clock: clock.resume(now))

    def agree(self, kind: str, agreement: Agreement, *, now: datetime) -> "Clocks":
        """Another agreement for a clock that runs or waits; the others aren't touched."""
        chosen = _chosen({kind}, lambda clock: not clock.deadline.stopped_at)
        return self._change(chosen, lambda clock: clock.agree(agreement, now))

    def pause_work(self, *, reason: str, now: datetime) -> "Clocks":
        runs = _chosen(WORK, lambda clock: clock.runs)
        return self._change(runs, lambda clock: clock.pause(reason=reason, now=now))

    def resume_work(self, *, reason: str, now: datetime) -> "Clocks":
        """Those of the work that wait for this reason; one that waits for something else goes on waiting."""
        waits = _chosen(WORK, lambda clock: clock.waits_for == reason)
        return self._change(waits, lambda clock: clock.resume(now))

    def promise_reply(self, at: datetime, *, desk: Desk, now: datetime) -> "Clocks":
        """An estimate given to the customer is a deadline too; a later one takes its place."""
        others = tuple(clock for clock in self.all if clock.deadline.kind != "reply")
        promise = Deadline.promise("reply", at, desk=desk.calendar, warn_hours=desk.warn_hours, now=now)
        return Clocks((*others, Clock(promise)))

    def ring(self, now: datetime) -> tuple["Clocks", list[Event]]:
        """Announce what has come near or was missed by `now`, each once and in the order of time."""
        rung = [clock.ring(now) for clock in self.all]
        return Clocks(tuple(clock for clock, _ in rung)), [event for _, told in rung for event in told]

    def _meant(self, kind: str | None) -> list[str]:
        open_ = [clock.deadline.kind for clock in self.all if clock.deadline.stopped_at is None]
        return [kind] if kind else [each for each in open_ if each in WORK] or open_

    def _change(self, chosen: Callable[[Clock], bool], change: Callable[[Clock], Clock]) -> "Clocks":
        return Clocks(tuple(change(clock) if chosen(clock) else clock for clock in self.all))


def _chosen(kinds: Collection[str], also: Callable[[Clock], bool]) -> Callable[[Clock], bool]:
    return lambda clock: clock.deadline.kind in kinds and also(clock)


def started(pack_spans: dict[str, Span | None], *, desk: Desk, now: datetime) -> Clocks:
    """Fresh clocks, all from the request."""
    return Clocks(
        tuple(
            Clock(Deadline.start(kind, desk.agreed(span), now=now))
            for kind, span in pack_spans.items()
            if span is not None
        )
    )
