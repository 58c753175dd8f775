"""The ladder of an unanswered contact (IN-03, IN-07)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from libs.common.policy.shipped import shipped_packs
from services.intake.contacts import rules
from services.intake.contacts.models import Contact

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PACK = shipped_packs().base(MONDAY.date())
PROMISES = st.integers(60, 20 * 86_400).map(lambda seconds: MONDAY + timedelta(seconds=seconds))


def a_contact() -> Contact:
    return Contact(
        id=new_id(),
        version=1,
        channel="phone",
        direction="inbound",
        kind="consultation",
        content="x",
        answered=False,
        agent="agent",
        occurred_at=MONDAY,
        registered_at=MONDAY,
        department=rules.DEPARTMENT,
        status="closed",
        ahead=[],
        steps=[],
    )


def watched(promised_at: datetime | None) -> Contact:
    contact = a_contact()
    deadline = rules.reply_deadline(promised_at=promised_at, since=MONDAY, pack=PACK)
    contact.wait(deadline, rules.ladder(deadline, registered_at=MONDAY, figures=PACK.ladder))
    return contact


@pytest.mark.rule("IN-03")
def test_consultations_and_promises_are_watched() -> None:
    assert rules.needs_reply("consultation", None)
    assert rules.needs_reply("complaint", MONDAY)
    assert not rules.needs_reply("repair", None)


@pytest.mark.rule("IN-07")
@given(PROMISES)
def test_the_steps_come_in_order_and_the_warning_before_the_breach(promised_at: datetime) -> None:
    contact = watched(promised_at)
    steps = [rules.read_step(step) for step in contact.ahead]
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    at = {step.name: step.at for step in steps}
    assert contact.due_at == at["missed"] == promised_at
    assert at.get("near", MONDAY) < promised_at
    assert at["chased"] == MONDAY + timedelta(days=3)
    assert at["escalated"] == MONDAY + timedelta(days=4)


class Ladder(RuleBasedStateMachine):
    """However time and answers come: each step once, in order, in its time, none after the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.contact = watched(MONDAY + timedelta(hours=30))
        self.planned = [step["name"] for step in self.contact.ahead]
        self.now = MONDAY
        self.told: list[Event] = []
        self.answers = 0

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def alarm(self) -> None:
        due = self.contact.next_alarm
        told = self.contact.climb(now=self.now)
        assert len(told) == (1 if due is not None and due <= self.now else 0)
        self.told += told

    @precondition(lambda self: self.answers < 2)
    @rule()
    def answer(self) -> None:
        told = self.contact.answer(outcome=None, at=self.now)
        assert len(told) == (1 if self.answers == 0 else 0)
        self.answers += 1

    @invariant()
    def each_step_once_and_in_order(self) -> None:
        climbed = [step["name"] for step in self.contact.steps]
        assert climbed == self.planned[: len(climbed)]
        assert len(self.told) == len(climbed)
        assert all(rules.read_step(step).at <= self.now for step in self.contact.steps)

    @invariant()
    def an_answer_ends_it(self) -> None:
        assert (self.contact.status == "closed") == (self.answers > 0)
        if self.answers:
            assert self.contact.next_alarm is None
            assert self.contact.answered_at is not None
            assert self.contact.due_at is not None
            in_time = self.contact.answered_at <= self.contact.due_at
            assert self.contact.reply == ("met" if in_time else "missed")


TestLadder = pytest.mark.rule("IN-03", "IN-07")(Ladder.TestCase)


def test_each_step_tells_whom_it_asks() -> None:
    contact = watched(MONDAY + timedelta(hours=30))
    told = [event for _ in range(5) for event in contact.climb(now=MONDAY + timedelta(days=30))]
    assert [type(event) for event in told] == [
        events.ContactReplyNear,
        events.ContactReplyMissed,
        events.ContactChased,
        events.ContactEscalated,
    ]
