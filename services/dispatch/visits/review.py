"""After the work: the report, the check-out call, the manager's review, the archive (DI-10, DI-11, DI-17)."""

from datetime import datetime, timedelta
from typing import Any

from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from services.dispatch.visits import refusals, rules
from services.dispatch.visits.steps import Steps


class Review(Steps):
    __abstract__ = True

    def hand_in_report(self, report: dict[str, Any], *, at: datetime) -> list[Event]:
        """Stored in any case; incomplete, it is returned with what is missing, a fact (DI-11, DI-17).

        Also of a visit that failed on site.
        """
        if self.status != "failed" or not self.arrived_at:
            self.require("arrived", "working")
        if self.report_status == "approved":
            raise refusals.ReportApprovedBefore
        missing = rules.missing_of_report(report)
        self.reported_at = at
        self.report = report | {"started_at": report["started_at"] or _text(self.started_at)}
        if missing:
            return self._send_back(missing)
        self.report_status, self.report_missing = "submitted", []
        return self.replace_parts(report["parts"], on=site_date(at)) if self.completed_at else []

    def return_report(self, *, missing: list[str], at: datetime) -> list[Event]:
        """The manager sends it back."""
        self._refuse_unless_submitted(at)
        return self._send_back(missing)

    def approve_report(self, *, at: datetime) -> list[Event]:
        """Doesn't wait for the check-out call."""
        self._refuse_unless_submitted(at)
        self.report_status = "approved"
        return [events.ReportApproved(**self.about)]

    def check_out(self, *, at: datetime, patience: timedelta) -> list[Event]:
        """The call when leaving; one made too late mends nothing of the fact that it was missed (DI-17)."""
        self._refuse_unless_worked()
        if self.checked_out_at:
            raise refusals.StepTaken
        self.refuse_before_last_step(at)
        late = self.completed_at is not None and at > self.completed_at + patience
        missed = self.miss_check_out() if late else []
        self.checked_out_at = at
        return [*missed, events.CheckedOut(**self.about)]

    def miss_check_out(self) -> list[Event]:
        """No call in time after completion, or gone to the next visit: once per visit (DI-10, DI-17)."""
        if self.completed_at is None or self.checked_out_at or self.check_out_missed:
            return []
        self.check_out_missed = True
        return [events.CheckOutMissed(**self.about, completed_at=self.completed_at, user=self.user)]

    def archive(self, *, at: datetime) -> list[Event]:
        """Completed, or failed: then the report is there if any, the call if somebody was on site (DI-10)."""
        self._refuse_unless_worked()
        if self.report_status != "approved" and (self.report or self.completed_at):
            raise refusals.ReportNotApproved
        if self.checked_out_at is None and self.arrived_at:
            raise refusals.VisitNotCheckedOut
        self.refuse_before_last_step(at)
        self.status, self.archived_at = "archived", at
        return [events.VisitArchived(**self.about)]

    def _send_back(self, missing: list[str]) -> list[Event]:
        self.report_status, self.report_missing = "returned", missing
        return [events.ReportReturned(**self.about, missing=missing, user=self.user)]

    def _refuse_unless_submitted(self, at: datetime) -> None:
        self._refuse_unless_worked()
        if self.report_status == "approved":
            raise refusals.ReportApprovedBefore
        self.submitted_report()
        self.refuse_before_last_step(at)
        self.reviewed_at = at

    def _refuse_unless_worked(self) -> None:
        if self.status != "failed":
            self.require("completed")


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
