"""A visit's way: offered, accepted, on the way, arrived, working, completed or failed (DI-08, DI-10)."""

from datetime import date, datetime
from typing import Any

from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from services.dispatch.visits import refusals
from services.dispatch.visits.lateness import Lateness


class Steps(Lateness):
    __abstract__ = True

    def schedule(self) -> list[Event]:
        return [
            events.VisitScheduled(
                **self.about, window_from=self.window_from, window_to=self.window_to, user=self.user
            )
        ]

    def accept(self, *, at: datetime) -> list[Event]:
        self.take_step(at, after=(), to="accepted")
        self.accepted_at = at
        return [events.VisitAccepted(**self.about)]

    def depart(self, *, at: datetime) -> list[Event]:
        self.take_step(at, after=("accepted",), to="on_the_way")
        self.departed_at = at
        return [events.TechnicianEnRoute(**self.about)]

    def arrive(self, *, at: datetime) -> list[Event]:
        """Compared with the promise (DI-08, DI-10)."""
        self.take_step(at, after=("accepted", "on_the_way"), to="arrived")
        self.arrived_at = at
        arrived = events.TechnicianArrived(**self.about, arrived_at=at, promised_by=self.window_to)
        return [arrived, *self.end_promise(at=at)]

    def start(self, *, at: datetime) -> list[Event]:
        self.take_step(at, after=("arrived",), to="working")
        self.started_at = at
        return [events.VisitStarted(**self.about)]

    def complete(self, *, at: datetime, survey_given: Any) -> list[Event]:
        """Work done, its report submitted, the survey given or refused; starts its parts' clocks (PO-11)."""
        self.require("arrived", "working")
        if self.status == "completed":
            raise refusals.StepTaken
        report = self.submitted_report()
        if self.unit_at:
            raise refusals.UnitAway
        self.take_step(at, after=("working",), to="completed")
        self.completed_at, self.survey_given = at, survey_given
        self.report = report | {"ended_at": report["ended_at"] or at.isoformat()}
        done = events.VisitCompleted(
            **self.about,
            completed_at=at,
            survey_given=survey_given,
            cause=report["cause"],
            resolution=report["resolution"],
            parts=[events.Part(**part) for part in report["parts"]],
            user=self.user,
        )
        return [done, *self.replace_parts(report["parts"], on=site_date(at))]

    def submitted_report(self) -> dict[str, Any]:
        """The complete report; refused while none is there or it was returned (DI-11)."""
        if self.report is None:
            raise refusals.ReportMissing
        if self.report_status == "returned":
            raise refusals.ReportIncomplete
        return self.report

    def replace_parts(self, parts: list[dict[str, Any]], *, on: date) -> list[Event]:
        """One event a part; a mended report tells only of parts that it adds."""
        added = [part for part in parts if part["name"] not in self.replaced_parts]
        self.replaced_parts = [*self.replaced_parts, *(part["name"] for part in added)]
        return [
            events.PartReplaced(
                **self.about, part=part["name"], old_returned=part["old_returned"], replaced_on=on
            )
            for part in added
        ]

    def fail(self, *, at: datetime, reason: str) -> list[Event]:
        self.require("accepted")
        if self.status == "completed":
            raise refusals.VisitEnded
        self.refuse_before_last_step(at)
        late = [] if self.arrived_at else self.end_promise(at=at)
        self._end("failed", at=at, reason=reason)
        return [*late, events.VisitFailed(**self.about, reason=reason)]

    def miss(self, *, at: datetime) -> list[Event]:
        """The customer was not there (DI-08)."""
        self.require("arrived")
        if self.status != "arrived":
            raise refusals.StepTaken
        self.refuse_before_last_step(at)
        self._end("missed", at=at, reason=None)
        return [events.CustomerMissedVisit(**self.about)]

    def withdraw(self, *, now: datetime, reason: str) -> list[Event]:
        """Off before it was done: refused, taken back, or the ticket ended."""
        late = [] if self.arrived_at else self.end_promise(at=now)
        self._end("withdrawn", at=now, reason=reason)
        return [*late, events.VisitWithdrawn(**self.about, reason=reason)]

    def reschedule(self, *, window: tuple[datetime, datetime], reason: str, at: datetime) -> list[Event]:
        """A new promise to the customer; a delay told for the old one no longer counts, its breach does."""
        self.refuse_when_arrived()
        late = self.end_promise(at=at)
        self.window_from, self.window_to = window
        self.day = site_date(window[0])
        self.delay_told_at, self.rescheduled_at = None, at
        self.agreed_at = self.agreed_how = None
        if self.status == "on_the_way":
            self.status, self.departed_at = "accepted", None
        return [
            *late,
            events.VisitRescheduled(**self.about, window_from=window[0], window_to=window[1], reason=reason),
        ]

    def _end(self, status: str, *, at: datetime, reason: str | None) -> None:
        self.status, self.ended_at, self.end_reason = status, at, reason
