"""Arrival compared with the promise, and whose fault it was (DI-08)."""

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import Dispatch

DELAY = {"minutes": 30, "reason": "堵车"}


@pytest.mark.rule("DI-08")
async def test_the_end_of_the_promised_window_is_still_in_time(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=60)
    await dispatch.steps(visit, "arrive")
    assert await dispatch.told(events.ArrivedLate) == []
    judged = await dispatch.refused(
        "dispatcher", f"/visits/{visit}/lateness", {"own_fault": True, "reason": "x"}
    )
    assert judged == "visit_not_late"


@pytest.mark.rule("DI-08", "DI-17")
async def test_late_without_a_word_is_own_fault_at_once(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=80)
    await dispatch.steps(visit, "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert (late.minutes, late.own_fault, late.user) == (20, True, "technician")


@pytest.mark.rule("DI-08")
async def test_a_delay_told_before_the_window_ends_is_no_own_fault_until_judged(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.post("technician", f"/visits/{visit}/delay", DELAY)
    await dispatch.move(minutes=80)
    await dispatch.steps(visit, "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert late.own_fault is False


@pytest.mark.rule("DI-08")
async def test_a_delay_told_after_the_window_comes_too_late(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=61)
    await dispatch.post("technician", f"/visits/{visit}/delay", DELAY)
    await dispatch.steps(visit, "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert late.own_fault is True


@pytest.mark.rule("DI-08", "DI-17")
async def test_the_dispatcher_judges_afterwards_and_may_judge_again(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=90)
    await dispatch.steps(visit, "arrive")
    for own_fault in (False, True):
        judged = await dispatch.post(
            "dispatcher", f"/visits/{visit}/lateness", {"own_fault": own_fault, "reason": "封路"}
        )
        assert judged["own_fault"] is own_fault
    told = await dispatch.told(events.LatenessJudged)
    assert [(event.own_fault, event.user) for event in told] == [(False, "technician"), (True, "technician")]
    await dispatch.post(
        "technician", f"/visits/{visit}/lateness", {"own_fault": False, "reason": "x"}, expect=403
    )


@pytest.mark.rule("DI-08")
async def test_a_new_appointment_is_a_new_promise(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.post("technician", f"/visits/{visit}/delay", DELAY)
    window = {"from": "2026-03-03T09:00:00+08:00", "to": "2026-03-03T10:00:00+08:00"}
    moved = await dispatch.post("dispatcher", f"/visits/{visit}/reschedule", {"window": window})
    assert (moved["day"], moved["status"]) == ("2026-03-03", "accepted")
    await dispatch.move(days=1, minutes=70)
    await dispatch.steps(visit, "depart", "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert (late.minutes, late.own_fault) == (10, True)
