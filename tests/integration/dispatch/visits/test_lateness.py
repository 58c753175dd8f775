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


@pytest.mark.rule("DI-08")
async def test_a_delay_counts_from_when_it_was_recorded_whatever_the_technician_says(
    dispatch: Dispatch,
) -> None:
    visit = await dispatch.visit("accept", "depart")
    said = dispatch.now.isoformat().replace("+00:00", "Z")
    await dispatch.move(minutes=61)
    told = await dispatch.post("technician", f"/visits/{visit}/delay", DELAY | {"at": said})
    assert (told["delays"][0]["said_at"], told["delays"][0]["reason"]) == (said, "堵车")
    assert told["delay_told_at"] == told["delays"][0]["recorded_at"] > said
    await dispatch.steps(visit, "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert late.own_fault is True


@pytest.mark.rule("DI-08")
async def test_the_customer_is_told_of_the_delay_with_its_reason(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.post("technician", f"/visits/{visit}/delay", DELAY | {"channel": "phone"})
    [told] = await dispatch.told(events.CustomerNotified)
    assert told.channel == "phone"


@pytest.mark.rule("DI-08", "DI-17")
async def test_a_new_appointment_does_not_undo_that_nobody_came_to_the_old_one(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=75)
    window = {"from": "2026-03-02T14:00:00+08:00", "to": "2026-03-02T15:00:00+08:00"}
    moved = await dispatch.post("dispatcher", f"/visits/{visit}/reschedule", {"window": window})
    assert (moved["late_minutes"], moved["own_fault"]) == (15, True)
    await dispatch.steps(visit, "depart", "arrive")
    [late] = await dispatch.told(events.ArrivedLate)
    assert (late.minutes, late.own_fault, late.user) == (15, True, "technician")
    judgement = {"own_fault": False, "reason": "客户要求改期"}
    judged = await dispatch.post("dispatcher", f"/visits/{visit}/lateness", judgement)
    assert (judged["late_minutes"], judged["own_fault"]) == (15, False)


@pytest.mark.rule("DI-08", "DI-17")
@pytest.mark.parametrize(("steps", "own_fault"), [((), False), (("accept",), True)])
async def test_nobody_came_is_late_also_when_the_visit_is_given_up(
    dispatch: Dispatch, steps: tuple[str, ...], own_fault: bool
) -> None:
    visit = await dispatch.visit(*steps)
    job = (await dispatch.get(f"/visits/{visit}"))["job_id"]
    await dispatch.move(minutes=90)
    await dispatch.post("dispatcher", f"/jobs/{job}/unassign")
    [late] = await dispatch.told(events.ArrivedLate)
    assert (late.minutes, late.own_fault) == (30, own_fault)


@pytest.mark.rule("DI-08")
async def test_a_visit_that_fails_on_the_way_after_the_window_was_late(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.move(minutes=61)
    failed = await dispatch.post("technician", f"/visits/{visit}/fail", {"reason": "车坏了"})
    assert (failed["late_minutes"], failed["own_fault"]) == (1, True)


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
async def test_the_customers_agreement_to_an_appointment_is_kept_and_asked_anew_for_another(
    dispatch: Dispatch,
) -> None:
    visit = await dispatch.visit()
    path = f"/visits/{visit}"
    assert (await dispatch.get(path))["agreed_at"] is None
    agreed = await dispatch.post("agent", f"{path}/agree", {"how": "phone"})
    assert (agreed["agreed_how"], agreed["agreed_at"] is None) == ("phone", False)
    window = {"from": "2026-03-03T09:00:00+08:00", "to": "2026-03-03T10:00:00+08:00"}
    moved = await dispatch.post("dispatcher", f"{path}/reschedule", {"window": window})
    assert moved["agreed_how"] is None
    again = {"window": window, "agreed": "wechat"}
    assert (await dispatch.post("dispatcher", f"{path}/reschedule", again))["agreed_how"] == "wechat"
    told = await dispatch.told(events.AppointmentAgreed)
    assert [event.how for event in told] == ["phone", "wechat"]


@pytest.mark.rule("DI-08")
async def test_an_order_by_hand_may_say_that_the_customer_agreed(dispatch: Dispatch) -> None:
    job = await dispatch.job(await dispatch.ticket())
    window = {"from": "2026-03-02T10:00:00+08:00", "to": "2026-03-02T11:00:00+08:00"}
    body = {"technician_id": await dispatch.technician(), "window": window, "agreed": "phone"}
    assigned = await dispatch.post("dispatcher", f"/jobs/{job['id']}/assign", body, expect=201)
    assert (await dispatch.get(f"/visits/{assigned['visit_id']}"))["agreed_how"] == "phone"


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
