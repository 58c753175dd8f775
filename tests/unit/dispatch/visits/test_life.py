"""Whatever is tried in whatever order, a visit's life keeps its order (DI-10, DI-17)."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.common.events.dispatch import ArrivedLate
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.dispatch.visits.columns import ENDS
from tests.unit.dispatch.builders import NINE, visit

REPORT: dict[str, Any] = {
    **dict.fromkeys(("cause", "resolution", "customer_opinion", "tests", "hazards", "signature"), "x"),
    "parts": [{"name": "fan", "old_returned": True}],
    "other_damage": None,
    "started_at": None,
    "ended_at": None,
}
ONCE = {
    "VisitAccepted",
    "TechnicianArrived",
    "VisitStarted",
    "VisitCompleted",
    "CheckOutMissed",
    "CheckedOut",
    "ReportApproved",
    "VisitArchived",
    "VisitFailed",
    "CustomerMissedVisit",
    "PartReplaced",
}
PATIENCE = timedelta(minutes=30)


class Life(RuleBasedStateMachine):
    """Tries every act at every moment; refusals are fine, broken promises are not."""

    @initialize(minutes=st.integers(1, 240))
    def offered(self, minutes: int) -> None:
        self.visit = visit(minutes=minutes)
        self.now = NINE
        self.told: list[Event] = []

    def attempt(self, act: Callable[[], list[Event]]) -> None:
        before = (self.visit.status, self.visit.report_status)
        promised, delay = self.visit.window_to, self.visit.delay_told_at
        try:
            happened = act()
        except Refusal:
            assert (self.visit.status, self.visit.report_status) == before
            return
        self.told += happened
        self.check_lateness(happened, promised, told_in_time=delay is not None and delay <= promised)

    def check_lateness(self, happened: list[Event], promised: datetime, *, told_in_time: bool) -> None:
        """Own fault exactly where whoever accepted was late without a word before (DI-08)."""
        for late in happened:
            if isinstance(late, ArrivedLate):
                assert (self.visit.arrived_at or self.now) > promised
                assert late.own_fault is (self.visit.accepted_at is not None and not told_in_time)

    @rule(minutes=st.integers(0, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(step=st.sampled_from(["accept", "depart", "arrive", "start", "miss"]), back=st.integers(0, 60))
    def steps(self, step: str, back: int) -> None:
        at = self.now - timedelta(minutes=back)
        self.attempt(lambda: getattr(self.visit, step)(at=at))

    @rule()
    def the_next_step(self) -> None:
        """As it should be, so that long lives are seen as well."""
        row, now = self.visit, self.now
        following: dict[str, Callable[[], list[Event]]] = {
            "offered": lambda: row.accept(at=now),
            "accepted": lambda: row.depart(at=now),
            "on_the_way": lambda: row.arrive(at=now),
            "arrived": lambda: row.start(at=now),
            "working": lambda: self.report_and_complete(),
            "completed": lambda: row.check_out(at=now, patience=PATIENCE),
        }
        if row.status in following:
            self.attempt(following[row.status])

    def report_and_complete(self) -> list[Event]:
        handed_in = self.visit.hand_in_report(REPORT, at=self.now)
        return [*handed_in, *self.visit.complete(at=self.now, survey_given="link")]

    @rule(survey=st.sampled_from(["paper", "link", "device", "refused"]))
    def complete(self, survey: str) -> None:
        self.attempt(lambda: self.visit.complete(at=self.now, survey_given=survey))

    @rule(empty=st.sampled_from([None, "cause", "parts", "signature"]))
    def report(self, empty: str | None) -> None:
        report = {**REPORT, empty: None} if empty else REPORT
        self.attempt(lambda: self.visit.hand_in_report(report, at=self.now))

    @rule(act=st.sampled_from(["approve_report", "archive"]))
    def review(self, act: str) -> None:
        self.attempt(lambda: getattr(self.visit, act)(at=self.now))

    @rule()
    def miss_check_out(self) -> None:
        self.attempt(self.visit.miss_check_out)

    @rule()
    def return_report(self) -> None:
        self.attempt(lambda: self.visit.return_report(missing=["tests"], at=self.now))

    @rule()
    def check_out(self) -> None:
        self.attempt(lambda: self.visit.check_out(at=self.now, patience=PATIENCE))

    @rule()
    def fail(self) -> None:
        self.attempt(lambda: self.visit.fail(at=self.now, reason="x"))

    @rule()
    def delay(self) -> None:
        early = NINE - timedelta(hours=1)
        self.attempt(lambda: self.visit.tell_delay(minutes=5, reason="x", said_at=early, now=self.now))

    @rule()
    def reschedule(self) -> None:
        window = (self.now, self.now + timedelta(hours=1))
        self.attempt(lambda: self.visit.reschedule(window=window, reason="", at=self.now))

    @rule()
    def withdraw(self) -> None:
        if not self.visit.over:
            self.attempt(lambda: self.visit.withdraw(now=self.now, reason="x"))

    @invariant()
    def steps_lie_in_order(self) -> None:
        row = self.visit
        steps = [row.accepted_at, row.departed_at, row.arrived_at, row.started_at, row.completed_at]
        taken = [step for step in steps if step]
        assert taken == sorted(taken)
        assert all(steps[: len(taken)])

    @invariant()
    def facts_are_told_once(self) -> None:
        told = Counter(type(event).__name__ for event in self.told)
        assert all(told[name] <= 1 for name in ONCE)

    @invariant()
    def what_is_completed_had_its_report_and_survey(self) -> None:
        if self.visit.completed_at:
            assert self.visit.report
            assert self.visit.survey_given
        if self.visit.status == "archived":
            assert self.visit.checked_out_at or not self.visit.arrived_at
            assert self.visit.report_status == "approved" or not (
                self.visit.completed_at or self.visit.report
            )

    @invariant()
    def lateness_follows_the_promises(self) -> None:
        """Of the last one, and of those that were moved after they were broken."""
        row = self.visit
        told = [event for event in self.told if isinstance(event, ArrivedLate)]
        assert row.late_minutes == max((late.minutes for late in told), default=0)
        assert row.own_fault is (any(late.own_fault for late in told) if told else None)
        if row.arrived_at and row.arrived_at > row.window_to:
            assert told

    @invariant()
    def an_end_is_an_end(self) -> None:
        if self.visit.status in ENDS:
            with pytest.raises(Refusal):
                self.visit.start(at=self.now)


TestLife = pytest.mark.rule("DI-08", "DI-10", "DI-17")(Life.TestCase)
TestLife.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
