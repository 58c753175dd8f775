"""Whatever is tried on a case in whatever order, its promises hold (state machine)."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.cases import rules
from services.complaints.cases.values import Responsibility
from tests.unit.complaints.builders import NOW, PACK, a_case, a_decision, act

ROLES = st.sampled_from(["service_manager", "deputy_gm", "gm"])
AMOUNTS = st.sampled_from(["10.00", "900.00", "9000.00"])
JOINT = st.lists(st.just("production"), max_size=1)
DECIDE = ["propose", "sign", "approve", "approve"]
FORWARD = {
    "registered": ["assign", "call_on"],
    "assigned": ["investigate", "responsibility", "not_established", *DECIDE],
    "investigating": ["finish", "report"],
    "reported": ["decide"],
    "decided": DECIDE,
    "approved": ["reply"],
    "replied": ["accept", "refuse"],
    "refused": DECIDE,
    "accepted": ["call_on", "responsibility", "close"],
    "not_established": ["reply", "object", "call_on", "close"],
    "objected": ["rule_objection"],
    "closed": ["assign", "reply", "close"],
}
ANY = sorted({step for steps in FORWARD.values() for step in steps})


class CaseLife(RuleBasedStateMachine):
    @initialize(severity=st.sampled_from(["minor", "serious"]))
    def register(self, severity: str) -> None:
        self.case = a_case(severity=severity)
        self.numbers = [self.case.form_no]
        self.events: list[Event] = []
        self.improved = False
        self.done: Counter[str] = Counter()

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        for _ in range(4):
            self.attempt(data.draw(st.sampled_from(FORWARD[self.case.status])), data)

    @rule(data=st.data(), step=st.sampled_from(ANY))
    def try_anything(self, data: st.DataObject, step: str) -> None:
        self.attempt(step, data)

    def attempt(self, step: str, data: st.DataObject) -> None:
        """A refused step changes nothing."""
        columns = [column.key for column in self.case.__mapper__.column_attrs]
        before = {name: getattr(self.case, name) for name in columns}
        try:
            self.events += self.step(step, data)()
        except Refusal:
            assert before == {name: getattr(self.case, name) for name in columns}
            return
        self.done[step] += 1
        if self.case.form_no not in self.numbers:
            self.numbers.append(self.case.form_no)

    def step(self, name: str, data: st.DataObject) -> Callable[[], list[Event]]:
        case, by = self.case, data.draw(ROLES)
        ahead, number = NOW + timedelta(days=3), f"CF-202603-{len(self.numbers) + 1:04d}"
        steps: dict[str, Callable[[], list[Event]]] = {
            "assign": lambda: case.assign(to=by, department=None, act=act()),
            "call_on": lambda: case.record_call_on(on=None, none_because="远", act=act()),
            "investigate": lambda: case.investigate(
                due_at=ahead, joint=data.draw(JOINT), joint_visit_on=None, act=act()
            ),
            "finish": lambda: case.finish_investigation(finding=None, report_due_at=ahead, act=act("rnd")),
            "report": lambda: case.report(text="报告", act=act()),
            "decide": lambda: case.decide(text="同意", act=act("deputy_gm")),
            "propose": lambda: self.propose(by, data.draw(AMOUNTS)),
            "not_established": lambda: case.find_not_established(reason="无", collect_by=None, act=act()),
            "sign": self.sign,
            "approve": lambda: case.approve(pack=PACK, act=act(by)),
            "reply": lambda: case.reply(
                channel=data.draw(st.sampled_from(["letter", "phone"])), text="答复", act=act()
            ),
            "accept": lambda: case.accepted(now=NOW),
            "refuse": lambda: case.refused(reason=None, new_form_no=number, pack=PACK, now=NOW),
            "object": lambda: case.object(memorandum_no="MM-1", memorandum="不服", act=act("sales")),
            "rule_objection": lambda: self.rule_objection(number if data.draw(st.booleans()) else None),
            "responsibility": lambda: self.responsibility(data.draw(st.booleans())),
            "close": lambda: self.close(data.draw(st.booleans())),
        }
        return steps[name]

    def propose(self, by: str, amount: str) -> list[Event]:
        price = a_decision(amount).amount
        level = rules.level_for(PACK, kind="compensation", amount=price, floor=self.case.level_floor)
        return self.case.propose_remedy(a_decision(amount, by=by, level=level))

    def sign(self) -> list[Event]:
        events = self.case.agree(department="sales")
        for department in self.case.departments_concerned:
            events += self.case.countersign(department=department)
        return events

    def rule_objection(self, number: str | None) -> list[Event]:
        self.case.must_be_objected(act("deputy_gm"))
        return self.case.rule_objection(text="复核", new_form_no=number, act=act("deputy_gm"))

    def responsibility(self, negligence: bool) -> list[Event]:
        facts: dict[str, Any] = {"kind": "department", "subject": "production", "negligence": negligence}
        return self.case.decide_responsibility(Responsibility(by="service_manager", at=NOW, **facts))

    def close(self, improved: bool) -> list[Event]:
        closed = self.case.close(improvement_opened=improved, carried_out_on=NOW.date(), now=NOW)
        self.improved = improved
        return closed

    @invariant()
    def nothing_is_promised_before_approval(self) -> None:
        if self.case.answer and self.case.decision:
            assert self.case.decision.approved_at
        if self.case.answer and self.case.serious and not self.case.not_established:
            assert self.case.decision

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
        assert self.case.previous_form == [None, *self.numbers][-2]

    @invariant()
    def every_reply_and_memorandum_is_kept(self) -> None:
        assert len(self.case.replies) == self.done["reply"]
        assert len(self.case.objections) == self.done["object"]

    @invariant()
    def a_serious_case_went_the_long_way(self) -> None:
        case = self.case
        if case.serious and case.decision and not case.forms:
            assert case.investigation
            assert case.investigation.ruled_by == "deputy_gm"
        if case.serious and case.decision and case.decision.approved_at:
            assert "sales" in case.decision.agreed
        if case.serious and case.answer:
            assert case.answer.channel == "letter"

    @invariant()
    def a_closed_case_lacks_nothing(self) -> None:
        case = self.case
        if case.status != "closed":
            return
        assert case.call_on
        assert case.told_at
        if not case.not_established:
            assert case.decision is None or case.decision.accepted_at
            assert case.responsibility or not case.serious
            assert self.improved or not case.needs_improvement


TestCaseLife = pytest.mark.rule("CO-20", "CO-09", "CO-04")(CaseLife.TestCase)
TestCaseLife.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
