"""The promise to the customer: a delay told of, lateness, and whose fault it was (DI-08, DI-17)."""

from datetime import datetime

from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from services.dispatch.visits import refusals, rules
from services.dispatch.visits.columns import VisitRow


class Lateness(VisitRow):
    __abstract__ = True

    def agree(self, *, how: str, at: datetime) -> list[Event]:
        """The customer said yes to the window (DI-08)."""
        self.refuse_when_arrived()
        self.agreed_at, self.agreed_how = at, how
        return [
            events.AppointmentAgreed(
                **self.about, window_from=self.window_from, window_to=self.window_to, how=how
            )
        ]

    def tell_delay(
        self, *, minutes: int, reason: str, said_at: datetime | None, now: datetime
    ) -> list[Event]:
        """Counts from when headquarters has it: the technician's own word of when is a note (DI-08)."""
        self.refuse_when_arrived()
        said = said_at.isoformat() if said_at else None
        told = {"minutes": minutes, "reason": reason, "recorded_at": now.isoformat(), "said_at": said}
        self.delays = [*self.delays, told]
        self.delay_told_at = self.delay_told_at or now
        return [events.TechnicianDelayed(**self.about, minutes=minutes, reason=reason)]

    def end_promise(self, *, at: datetime) -> list[Event]:
        """Arrived, moved or given up after the window's end: late, which nothing later undoes (DI-08, DI-17).

        Own fault at once where the technician had accepted and told no delay before that end.
        """
        minutes = rules.minutes_late(at, self.window_to)
        if not minutes:
            return []
        told_in_time = self.delay_told_at is not None and self.delay_told_at <= self.window_to
        own_fault = self.accepted_at is not None and not told_in_time
        self.late_minutes = max(self.late_minutes, minutes)
        self.own_fault = own_fault or bool(self.own_fault)
        return [events.ArrivedLate(**self.about, minutes=minutes, own_fault=own_fault, user=self.user)]

    def judge_lateness(self, *, own_fault: bool, reason: str) -> list[Event]:
        """The dispatcher's word; it withdraws or proposes what the lateness did (DI-08)."""
        if not self.late_minutes:
            raise refusals.VisitNotLate
        self.own_fault = own_fault
        return [events.LatenessJudged(**self.about, own_fault=own_fault, reason=reason, user=self.user)]

    def refuse_when_arrived(self) -> None:
        self.require()
        if self.arrived_at:
            raise refusals.StepTaken
