"""Whatever is tried on a case in whatever order, its promises hold (state machine)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.cases import rules
from services.complaints.cases.values import Responsibility
from tests.unit.complaints.builders import NOW, PACK, a_case, a_decision, act

ROLES = ("service_manager", "deputy_gm", "gm")


class CaseLife(RuleBasedStateMachine):
    @initialize(severity=st.sampled_from(["minor", "serious"]))
    def register(self, severity: str) -> None:
        self.case = a_case(severity=severity)
        self.now = NOW
        self.numbers = [self.case.form_no]
        self.events: list[Event] = []
        self.refusals_by_customer = 0

    def attempt(self, step: Any, **arguments: Any) -> bool:
        """Whether the case let it happen; a refused step changes nothing."""
        before = {
            column.key: getattr(self.case, column.key)
            for column in self.case.__table__.columns
            if hasattr(self.case, column.key)
        }
        try:
            self.events += step(**arguments)
        except Refusal:
            assert before == {name: getattr(self.case, name) for name in before}
            return False
        return True

    @rule()
    def assign(self) -> None:
        self.attempt(self.case.assign, to="service_manager", department=None, act=act())

    @rule()
    def call_on(self) -> None:
        self.attempt(self.case.record_call_on, on=None, none_because="远", act=act())

    @rule(joint=st.lists(st.sampled_from(["production", "quality"]), max_size=1))
    def investigate(self, joint: list[str]) -> None:
        due = self.now + timedelta(days=3)
        self.attempt(self.case.investigate, due_at=due, joint=joint, joint_visit_on=None, act=act())

    @rule()
    def finish_and_report(self) -> None:
        due = self.now + timedelta(days=3)
        self.attempt(self.case.finish_investigation, finding=None, report_due_at=due, act=act("rnd"))
        self.attempt(self.case.report, text="报告", act=act())

    @rule()
    def decide(self) -> None:
        self.attempt(self.case.decide, text="同意", act=act("deputy_gm"))

    @rule(by=st.sampled_from(["agent", *ROLES]), amount=st.sampled_from(["10.00", "900.00", "9000.00"]))
    def propose(self, by: str, amount: str) -> None:
        money = a_decision(amount).amount
        level = rules.level_for(PACK, kind="compensation", amount=money, floor=self.case.level_floor)
        self.attempt(self.case.propose_remedy, decision=a_decision(amount, by=by, level=level))

    @rule()
    def sign(self) -> None:
        self.attempt(self.case.agree, department="sales")
        for department in self.case.departments_concerned:
            self.attempt(self.case.countersign, department=department)

    @rule(by=st.sampled_from(ROLES))
    def approve(self, by: str) -> None:
        self.attempt(self.case.approve, pack=PACK, act=act(by))

    @rule(channel=st.sampled_from(["letter", "phone"]))
    def reply(self, channel: str) -> None:
        self.attempt(self.case.reply, channel=channel, text="答复", act=act())

    @rule()
    def accept(self) -> None:
        self.attempt(self.case.accepted, now=self.now)

    @rule()
    def refuse(self) -> None:
        number = f"CF-202603-{len(self.numbers) + 1:04d}"
        if self.attempt(self.case.refused, reason=None, new_form_no=number, pack=PACK, now=self.now):
            self.numbers.append(number)
            self.refusals_by_customer += 1

    @rule()
    def not_established(self) -> None:
        self.attempt(self.case.find_not_established, reason="无异常", collect_by=None, act=act())

    @rule()
    def object(self) -> None:
        self.attempt(self.case.object, memorandum_no="MM-1", memorandum="不服", act=act("sales"))

    @rule(upheld=st.booleans())
    @precondition(lambda self: self.case.status == "objected")
    def rule_objection(self, upheld: bool) -> None:
        number = f"CF-202603-{len(self.numbers) + 1:04d}" if upheld else None
        self.attempt(self.case.rule_objection, text="复核", new_form_no=number, act=act("deputy_gm"))
        self.numbers += [number] if number else []

    @rule(negligence=st.booleans())
    def responsibility(self, negligence: bool) -> None:
        verdict = Responsibility(
            by="service_manager", at=self.now, kind="department", subject="production", negligence=negligence
        )
        self.attempt(self.case.decide_responsibility, verdict=verdict)

    @rule(improved=st.booleans())
    def close(self, improved: bool) -> None:
        self.attempt(self.case.close, improvement_opened=improved, carried_out_on=NOW.date(), now=self.now)
        if self.case.status == "closed":
            self.closed_improved = getattr(self, "closed_improved", improved)

    @invariant()
    def nothing_is_promised_before_approval(self) -> None:
        if self.case.answer and not self.case.not_established:
            assert self.case.decision
            assert self.case.decision.approved_at

    @invariant()
    def nobody_approved_an_own_proposal_or_above_the_limit(self) -> None:
        for decision in [self.case.decision, *(form.decision for form in self.case.forms)]:
            if decision and decision.approved_role:
                assert decision.approved_by != decision.by
                limit = PACK.authority[rules.rank(PACK, decision.approved_role)].up_to
                assert limit is None or decision.amount <= limit

    @invariant()
    def forms_are_a_chain_of_numbers_never_used_twice(self) -> None:
        assert [*(form.form_no for form in self.case.forms), self.case.form_no] == self.numbers
        assert self.case.previous_form == ([None, *self.numbers][-2])

    @invariant()
    def a_serious_case_went_the_long_way(self) -> None:
        if self.case.serious and self.case.decision:
            assert self.case.investigation
            assert self.case.investigation.ruled_by == "deputy_gm"
        if self.case.serious and self.case.answer:
            assert self.case.answer.channel == "letter"

    @invariant()
    def a_closed_case_lacks_nothing(self) -> None:
        if self.case.status != "closed":
            return
        assert self.case.call_on
        assert self.case.told_at
        assert self.case.not_established or (self.case.decision and self.case.decision.accepted_at)
        if not self.case.not_established:
            assert self.closed_improved or not self.case.needs_improvement


TestCaseLife = pytest.mark.rule("CO-20", "CO-09", "CO-04")(CaseLife.TestCase)
TestCaseLife.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
