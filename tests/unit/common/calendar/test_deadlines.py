"""The life of one running clock (IN-06)."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from libs.common.calendar import Agreement, Pause, calendar_named
from libs.common.deadlines import Deadline, DeadlineError

from .builders import agreed, at
from .strategies import moments

pytestmark = pytest.mark.rule("IN-06")

FIRST = Deadline.start("answer", agreed(4), now=at(20, "09:00"))
HOUR = timedelta(hours=1)
agreements = st.builds(
    agreed, st.integers(1, 60), calendar=st.sampled_from(["clock", "cn-office"])
) | st.builds(lambda days: agreed(days=days), st.integers(1, 5))
gaps = st.lists(st.integers(1, 1500), min_size=2, max_size=8)


def paused(deadline: Deadline, times: Sequence[datetime]) -> Deadline:
    for since, until in zip(times[::2], times[1::2], strict=False):
        deadline = deadline.pause(reason="part", at=since).resume(at=until)
    return deadline


def later(start: datetime, steps: Sequence[int]) -> list[datetime]:
    return [start + timedelta(minutes=sum(steps[: count + 1])) for count in range(len(steps))]


def test_it_runs_comes_near_and_is_missed() -> None:
    assert FIRST.due_at == at(20, "14:00")
    assert FIRST.warning_at == at(20, "13:00")
    assert [FIRST.state(at(20, clock)) for clock in ("09:00", "12:59", "13:00", "13:59", "14:00")] == [
        *("running", "running", "near", "near", "missed"),
    ]


def test_it_is_met_up_to_the_second_it_is_due() -> None:
    assert FIRST.stop(at=at(20, "14:00")).state(at(30, "09:00")) == "met"
    assert FIRST.stop(at=at(20, "14:00:01")).state(at(30, "09:00")) == "missed"


def test_time_left_is_the_desks_and_stands_still_while_paused_and_after_the_stop() -> None:
    assert FIRST.time_left(at(20, "12:30")) == HOUR
    assert FIRST.time_left(at(21, "12:30")) == timedelta(0)
    on_hold = FIRST.pause(reason="customer", at=at(20, "11:00"))
    assert on_hold.state(at(28, "09:00")) == "paused"
    assert on_hold.time_left(at(28, "09:00")) == 2 * HOUR
    assert on_hold.resume(at=at(23, "09:00")).due_at == at(23, "11:00")
    assert FIRST.stop(at=at(20, "10:00")).time_left(at(30, "09:00")) == 3 * HOUR


def test_a_pause_after_the_breach_hides_nothing() -> None:
    late = FIRST.pause(reason="customer", at=at(20, "15:00"))
    assert late.state(at(20, "16:00")) == "missed"
    assert late.resume(at=at(20, "17:00")).due_at == FIRST.due_at


def test_a_stop_ends_the_pause() -> None:
    stopped = FIRST.pause(reason="customer", at=at(20, "13:00")).stop(at=at(20, "16:00"))
    assert stopped.hold is None
    assert stopped.state(at(30, "09:00")) == "met"


def test_the_warning_moves_with_the_pause_and_never_before_its_end() -> None:
    resumed = FIRST.pause(reason="part", at=at(20, "13:30")).resume(at=at(20, "20:00"))
    assert resumed.due_at == at(23, "09:30")
    assert resumed.warning_at == at(23, "09:00")


def test_a_promised_time_is_a_deadline() -> None:
    promise = Deadline.promise(
        "reply", at(24, "15:00"), desk="cn-office", warn_hours=Decimal(1), now=at(20, "16:20")
    )
    assert promise.due_at == at(24, "15:00")
    assert promise.warning_at == at(24, "14:00")


def test_a_desk_round_the_clock_is_warned_at_night() -> None:
    terms = agreed(2, calendar="clock", desk="round-the-clock")
    assert Deadline.start("arrive", terms, now=at(20, "23:00")).warning_at == at(21, "00:00")


def test_what_a_change_uses_up_is_due_at_once() -> None:
    shorter = FIRST.change(agreed(1), at=at(20, "11:00"))
    assert shorter.due_at == at(20, "11:00")
    assert shorter.state(at(20, "11:00")) == "missed"


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("not_paused", lambda: FIRST.resume(at=at(20, "10:00"))),
        ("too_early", lambda: FIRST.pause(reason="part", at=at(20, "08:00"))),
        ("too_early", lambda: FIRST.stop(at=at(20, "08:00"))),
        ("too_early", lambda: FIRST.change(agreed(1), at=at(20, "08:00"))),
        ("too_early", lambda: FIRST.pause(reason="part", at=at(20, "11:00")).resume(at=at(20, "10:00"))),
        (
            "already_paused",
            lambda: FIRST.pause(reason="a", at=at(20, "10:00")).pause(reason="b", at=at(20, "11:00")),
        ),
        ("already_stopped", lambda: FIRST.stop(at=at(20, "10:00")).stop(at=at(20, "11:00"))),
    ],
)
def test_what_the_clocks_state_forbids_is_refused(code: str, act: Callable[[], Deadline]) -> None:
    with pytest.raises(DeadlineError) as refused:
        act()
    assert refused.value.code == code


@given(agreements, moments, gaps)
def test_it_survives_being_stored_as_json(terms: Agreement, start: datetime, steps: list[int]) -> None:
    times = later(start, steps)
    deadline = paused(Deadline.start("repair", terms, now=start), times).pause(reason="part", at=times[-1])
    stored = json.loads(json.dumps(msgspec.to_builtins(deadline)))
    assert msgspec.convert(stored, Deadline) == deadline


@given(agreements, moments, gaps)
def test_pausing_step_by_step_is_what_the_calendar_computes_at_once(
    terms: Agreement, start: datetime, steps: list[int]
) -> None:
    times = later(start, steps)
    pauses = [Pause(*pair) for pair in zip(times[::2], times[1::2], strict=False)]
    at_once = calendar_named(terms.calendar).add(start, hours=terms.hours, days=terms.days, pauses=pauses)
    assert paused(Deadline.start("repair", terms, now=start), times).due_at == at_once.due_at


@given(agreements, moments, gaps, st.integers(0, 8))
def test_changing_to_the_same_agreement_changes_no_deadline(
    terms: Agreement, start: datetime, steps: list[int], when: int
) -> None:
    times = later(start, steps)
    plain = paused(Deadline.start("repair", terms, now=start), times)
    moment = times[-1] + timedelta(minutes=when)
    assume(moment < plain.due_at)
    assert plain.change(terms, at=moment).due_at == plain.due_at


@given(moments, gaps, st.integers(1, 60), st.integers(1, 60))
def test_time_used_and_time_left_make_up_the_agreement(
    start: datetime, steps: list[int], before: int, after: int
) -> None:
    times = later(start, steps)
    changed_at = times[-1]
    deadline = paused(Deadline.start("repair", agreed(before, calendar="clock"), now=start), times)
    deadline = deadline.change(agreed(after), at=changed_at)
    used, left = deadline.used_seconds(changed_at), deadline.time_left(changed_at).total_seconds()
    assert used + left == max(after * 3600, used)
