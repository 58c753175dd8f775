"""A visit from the offer to the archive (DI-10)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import DONE, REPORT, Dispatch

DONE_BUT_REPORT = ("accept", "depart", "arrive", "start", "complete")


@pytest.mark.rule("DI-10")
async def test_a_visit_lives_from_offer_to_archive_and_tells_of_every_step(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    await dispatch.post("technician", f"/visits/{visit}/check-out")
    await dispatch.post("service_manager", f"/visits/{visit}/approve-report")
    archived = await dispatch.post("service_manager", f"/visits/{visit}/archive")
    assert archived["status"] == "archived"
    told = await dispatch.told()
    assert [type(event).__name__ for event in told] == [
        "JobCreated",
        "JobAssigned",
        "VisitScheduled",
        "VisitAccepted",
        "TechnicianEnRoute",
        "TechnicianArrived",
        "VisitStarted",
        "VisitCompleted",
        "PartReplaced",
        "CheckedOut",
        "ReportApproved",
        "VisitArchived",
    ]


OUT_OF_ORDER = {
    "offered": {"depart": "visit_not_accepted", "fail": "visit_not_accepted", "start": "visit_not_arrived"},
    "accepted": {"accept": "step_taken", "arrive": "visit_not_departed", "no-show": "visit_not_arrived"},
    "on_the_way": {
        "start": "visit_not_arrived",
        "report": "visit_not_arrived",
        "complete": "visit_not_arrived",
        "prices-shown": "visit_not_arrived",
    },
    "arrived": {"complete": "visit_not_started", "depart": "step_taken", "delay": "step_taken"},
    "working": {"check-out": "visit_not_completed", "no-show": "step_taken"},
    "completed": {"complete": "step_taken", "start": "step_taken", "fail": "visit_ended"},
}
BODIES: dict[str, dict[str, Any]] = {"fail": {"reason": "x"}, "delay": {"minutes": 5, "reason": "x"}}


@pytest.mark.rule("DI-10")
async def test_a_step_out_of_order_is_refused_by_name(dispatch: Dispatch) -> None:
    visit = await dispatch.visit()
    for step, (state, refusals) in zip((None, *DONE_BUT_REPORT), OUT_OF_ORDER.items(), strict=True):
        if step == "complete":
            await dispatch.steps(visit, "report")
        if step:
            await dispatch.steps(visit, step)
        for wrong, code in refusals.items():
            told = await dispatch.refused("technician", f"/visits/{visit}/{wrong}", BODIES.get(wrong))
            assert (state, wrong, told) == (state, wrong, code)


@pytest.mark.rule("DI-10")
async def test_steps_do_not_go_back_in_time_nor_into_the_future(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept")
    for at in ("2026-03-02T08:00:00+08:00", "2026-03-02T10:00:00+08:00"):
        answer = await dispatch.post("technician", f"/visits/{visit}/depart", {"at": at}, expect=422)
        assert [error["pointer"] for error in answer["errors"]] == ["/at"]


@pytest.mark.rule("DI-10")
async def test_the_next_step_may_be_left_undated_after_one_dated_ahead(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    visit = await dispatch.visit(technician=technician)
    ahead = {"at": (dispatch.now + timedelta(seconds=60)).isoformat()}
    await dispatch.post("technician", f"/visits/{visit}/accept", ahead)
    await dispatch.steps(visit, "depart", "arrive", "start", "report")
    await dispatch.post("technician", f"/visits/{visit}/complete", ahead)
    following = await dispatch.visit("accept", "depart", technician=technician)
    assert len(await dispatch.told(events.CheckOutMissed)) == 1
    await dispatch.steps(visit, "check-out")
    await dispatch.post("service_manager", f"/visits/{visit}/approve-report")
    await dispatch.post("service_manager", f"/visits/{visit}/archive")
    await dispatch.post("technician", f"/visits/{following}/fail", {"reason": "x"})


@pytest.mark.rule("DI-10")
async def test_archiving_waits_for_approval_and_check_out_approving_for_neither(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    assert await dispatch.refused("service_manager", f"/visits/{visit}/archive") == "report_not_approved"
    await dispatch.post("service_manager", f"/visits/{visit}/approve-report")
    assert await dispatch.refused("service_manager", f"/visits/{visit}/archive") == "visit_not_checked_out"


@pytest.mark.rule("DI-10", "DI-11")
async def test_a_visit_that_failed_on_site_is_reported_reviewed_and_archived_too(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    await dispatch.post("technician", f"/visits/{visit}/fail", {"reason": "缺配件"})
    await dispatch.steps(visit, "report")
    assert await dispatch.refused("service_manager", f"/visits/{visit}/archive") == "report_not_approved"
    await dispatch.post("service_manager", f"/visits/{visit}/approve-report")
    assert await dispatch.refused("service_manager", f"/visits/{visit}/archive") == "visit_not_checked_out"
    await dispatch.steps(visit, "check-out")
    archived = await dispatch.post("service_manager", f"/visits/{visit}/archive")
    assert (archived["status"], archived["end_reason"]) == ("archived", "缺配件")
    assert await dispatch.told(events.VisitCompleted, events.CheckOutMissed) == []


@pytest.mark.rule("DI-10")
async def test_a_visit_that_nobody_came_to_has_nothing_to_report(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.post("technician", f"/visits/{visit}/fail", {"reason": "车坏了"})
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "visit_ended"
    await dispatch.post("service_manager", f"/visits/{visit}/archive")


@pytest.mark.rule("DI-10", "DI-17")
async def test_a_forgotten_check_out_call_is_a_fact_after_half_an_hour_and_only_once(
    dispatch: Dispatch,
) -> None:
    visit = await dispatch.visit(*DONE)
    await dispatch.move(minutes=29)
    assert await dispatch.told(events.CheckOutMissed) == []
    await dispatch.move(minutes=1)
    [missed] = await dispatch.told(events.CheckOutMissed)
    assert missed.user == "technician"
    await dispatch.post("technician", f"/visits/{visit}/check-out")
    assert len(await dispatch.told(events.CheckOutMissed)) == 1


@pytest.mark.rule("DI-10", "DI-17")
async def test_going_on_to_the_next_visit_without_the_call_is_the_fact_at_once(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    await dispatch.visit(*DONE, technician=technician)
    following = await dispatch.visit("accept", technician=technician)
    assert await dispatch.told(events.CheckOutMissed) == []
    await dispatch.steps(following, "depart")
    assert len(await dispatch.told(events.CheckOutMissed)) == 1
    await dispatch.move(minutes=31)
    assert len(await dispatch.told(events.CheckOutMissed)) == 1


@pytest.mark.rule("DI-10")
async def test_a_call_in_time_is_no_fact_though_it_is_entered_late(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    await dispatch.steps(visit, "check-out")
    await dispatch.move(hours=1)
    assert await dispatch.told(events.CheckOutMissed) == []


@pytest.mark.rule("DI-10", "DI-17")
async def test_a_call_made_too_late_is_a_fact_even_if_no_timer_rang(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    dispatch.clock.move_to(dispatch.now.replace(minute=45))
    await dispatch.steps(visit, "check-out")
    await dispatch.ring()
    assert len(await dispatch.told(events.CheckOutMissed)) == 1


@pytest.mark.rule("DI-10", "FU-01")
async def test_completing_says_how_the_survey_was_given_by_link_unless_told(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    first = await dispatch.visit(*DONE[:-1], technician=technician)
    await dispatch.post("technician", f"/visits/{first}/complete", {"survey_given": "refused"})
    await dispatch.visit(*DONE, technician=technician)
    assert [done.survey_given for done in await dispatch.told(events.VisitCompleted)] == ["refused", "link"]


@pytest.mark.rule("DI-02", "DI-10")
async def test_a_failed_visit_carries_its_job_to_the_top_of_the_next_day(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart")
    await dispatch.post("technician", f"/visits/{visit}/fail", {"reason": "门锁着"})
    await dispatch.move(days=1)
    other = await dispatch.ticket(priority="urgent")
    [carried] = await dispatch.told(events.JobCarriedOver)
    assert str(carried.to) == "2026-03-03"
    register = await dispatch.get("/register/2026-03-03")
    assert [job["ticket_id"] for job in register["waiting"]] == [str(carried.ticket_id), str(other)]
    assert await dispatch.refused("technician", f"/visits/{visit}/arrive") == "visit_ended"


@pytest.mark.rule("DI-08")
async def test_a_customer_who_is_not_there_is_told_of_and_the_job_waits_again(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    missed = await dispatch.post("technician", f"/visits/{visit}/no-show", {"channel": "phone"})
    assert missed["status"] == "missed"
    assert [told.channel for told in await dispatch.told(events.CustomerNotified)] == ["phone"]
    assert len(await dispatch.told(events.CustomerMissedVisit)) == 1
    assert (await dispatch.get(f"/jobs/{missed['job_id']}"))["status"] == "open"


async def test_only_the_technician_concerned_takes_the_steps(dispatch: Dispatch) -> None:
    visit = await dispatch.visit()
    assert (await dispatch.prying(visit, "accept")).json()["code"] == "not_your_own"
    await dispatch.post("dispatcher", f"/visits/{visit}/accept", expect=403)
    await dispatch.post("service_manager", f"/visits/{visit}/accept", expect=403)


async def test_a_technician_sees_the_own_visits_only(dispatch: Dispatch) -> None:
    own = await dispatch.visit()
    other = await dispatch.visit(technician=await dispatch.technician(user="somebody-else"))
    listed = await dispatch.get("/visits", role="technician")
    assert [visit["id"] for visit in listed["items"]] == [own]
    await dispatch.get(f"/visits/{other}", role="technician", expect=403)
    assert (await dispatch.get(f"/visits/{own}", role="technician"))["ticket"]["fault"] == "不制冷"
