"""The path of a penalty, in whatever order its steps are tried (CO-15)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.events.envelope import Event
from libs.common.money import Money
from libs.common.web.problems import Refusal
from services.complaints.penalties import rules
from services.complaints.penalties.models import Penalty
from tests.unit.complaints.builders import NOW, PACK, a_penalty, act

DAYS = PACK.penalties.objection_days
STEPS = ("confirm", "object", "rule", "withdraw", "notice", "approve", "publish", "take_back", "propose")
FORWARD = {
    "proposed": "confirm",
    "confirmed": "rule",
    "objected": "rule",
    "ruled": "notice",
    "noticed": "approve",
    "approved": "publish",
    "withdrawn": "propose",
}
MAY_COME_BEFORE = {
    "confirm": {"proposed"},
    "object": {"confirmed", "ruled", "noticed"},
    "rule": {"confirmed", "objected"},
    "withdraw": {"confirmed", "objected"},
    "notice": {"ruled"},
    "approve": {"noticed"},
    "publish": {"approved"},
    "take_back": {"proposed", "confirmed", "objected", "ruled", "noticed"},
}


def do(penalty: Penalty, step: str, now: datetime) -> None:
    doing = act("somebody", now=now)
    steps: dict[str, Callable[[], list[Event]]] = {
        "confirm": lambda: penalty.confirm(objection_days=DAYS, act=doing),
        "object": lambda: penalty.object("不服", act=doing),
        "rule": lambda: penalty.rule(sanction=None, amount=Money(Decimal(5)), reason=None, act=doing),
        "withdraw": lambda: penalty.withdraw(reason=None, act=doing),
        "notice": penalty.notice,
        "approve": lambda: penalty.approve(act=doing),
        "publish": penalty.publish,
        "take_back": penalty.withdraw_fact,
        "propose": lambda: penalty.propose() if penalty.withdrawn_with_its_fact else [],
    }
    steps[step]()


@pytest.mark.rule("CO-15")
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_path_is_never_left(data: st.DataObject) -> None:
    """Confirmed, ruled and noticed come before the GM's word, and the person's time to object is kept."""
    penalty, now = a_penalty(), NOW
    for _ in range(data.draw(st.integers(4, 12))):
        now += timedelta(hours=data.draw(st.sampled_from([0, 1, 71, 73])))
        before = penalty.status
        on_the_way = FORWARD.get(before, "object")
        step = data.draw(st.sampled_from([on_the_way, on_the_way, "object", *STEPS]))
        try:
            do(penalty, step, now)
        except Refusal:
            assert penalty.status == before
            continue
        assert before in MAY_COME_BEFORE.get(step, {before})
        if step == "object":
            assert penalty.object_until
            assert now <= penalty.object_until
        if step == "approve":
            assert penalty.ruling
            assert penalty.objection or (penalty.object_until and now > penalty.object_until)


@pytest.mark.rule("CO-15")
@pytest.mark.parametrize("cause", ["quarrel", "asking_favours", "not_in_time", "repeat_repair"])
def test_upheld_conduct_is_a_major_demerit_and_again_dismissal(cause: Any) -> None:
    basis = PACK.penalties

    assert rules.conduct_cause_of(cause) == "major_demerit"
    assert rules.conduct_sanction(basis, cause, earlier=[]) == "major_demerit"
    assert rules.conduct_sanction(basis, cause, earlier=["major_demerit"]) == "dismissal"
    assert rules.conduct_sanction(basis, cause, earlier=["major_demerit", "dismissal"]) == "dismissal"
    assert rules.conduct_sanction(basis, cause, earlier=["fine"]) == "major_demerit"
