"""Jobs come from tickets, are given, refused and taken back; the register knows (DI-02, DI-06, DI-07)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from libs.common.events.envelope import Event
from tests.integration.dispatch.house import DONE, Dispatch, consent, opened

REFUSE = {"reason": "路太远"}


@pytest.mark.rule("DI-02")
async def test_a_ticket_that_needs_field_work_has_a_job_and_others_none(dispatch: Dispatch) -> None:
    job = await dispatch.job(await dispatch.ticket())
    assert job["status"] == "open"
    remote = await dispatch.ticket(field_work=False)
    assert (await dispatch.get(f"/jobs?ticket_id={remote}"))["items"] == []


@pytest.mark.rule("DI-02")
async def test_a_reopened_ticket_has_a_new_job_which_is_a_repeat_repair(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    ticket = UUID((await dispatch.get(f"/visits/{visit}"))["ticket_id"])
    await dispatch.hear(intake.TicketReopened(reason="又坏了", repeat_repair=True), of=ticket)
    jobs = (await dispatch.get(f"/jobs?ticket_id={ticket}"))["items"]
    assert [(job["status"], job["repeat_repair"]) for job in jobs] == [("open", True), ("done", False)]


@pytest.mark.rule("DI-02")
@pytest.mark.parametrize(
    "ending",
    [
        intake.TicketCancelled(reason="客户取消"),
        intake.TicketMerged(into=UUID(int=9), number="T-20260302-0001"),
    ],
)
async def test_a_cancelled_or_merged_ticket_drops_the_job_and_calls_off_the_visit(
    dispatch: Dispatch, ending: Event
) -> None:
    visit = await dispatch.visit("accept")
    ticket = UUID((await dispatch.get(f"/visits/{visit}"))["ticket_id"])
    await dispatch.hear(ending, of=ticket)
    assert (await dispatch.job(ticket))["status"] == "cancelled"
    assert (await dispatch.get(f"/visits/{visit}"))["status"] == "withdrawn"
    assert len(await dispatch.told(events.VisitWithdrawn, events.JobCancelled)) == 2


@pytest.mark.rule("DI-02")
async def test_the_customers_wish_puts_the_job_on_that_days_list(dispatch: Dispatch) -> None:
    wished = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    ticket = await dispatch.ticket(preferred_from=wished, preferred_to=wished.replace(hour=4))
    assert (await dispatch.job(ticket))["day"] == "2026-03-04"
    assert (await dispatch.get("/register/2026-03-03"))["waiting"] == []
    later = wished.replace(day=5)
    await dispatch.hear(intake.TicketUpdated(preferred_from=later), of=ticket)
    moved = (await dispatch.get("/jobs?date=2026-03-05"))["items"]
    assert [job["ticket_id"] for job in moved] == [str(ticket)]


@pytest.mark.rule("DI-02", "IN-08")
async def test_what_nobody_was_sent_to_leads_the_next_days_list_and_each_later_one(
    dispatch: Dispatch,
) -> None:
    left = await dispatch.ticket()
    held = await dispatch.ticket(service_type="A", ready=False)
    given = await dispatch.job(await dispatch.ticket())
    await dispatch.assign(given["id"], await dispatch.technician())
    await dispatch.move(hours=14, minutes=59)
    assert await dispatch.told(events.JobCarriedOver) == []
    await dispatch.move(minutes=1)
    [carried] = await dispatch.told(events.JobCarriedOver)
    assert (carried.ticket_id, str(carried.to)) == (left, "2026-03-03")
    await dispatch.move(days=2)
    assert len(await dispatch.told(events.JobCarriedOver)) == 1
    urgent = await dispatch.ticket(priority="urgent")
    register = await dispatch.get("/register/2026-03-05")
    assert [job["ticket_id"] for job in register["waiting"]] == [str(left), str(urgent)]
    listed = await dispatch.get("/jobs?date=2026-03-04")
    assert [job["ticket_id"] for job in listed["items"]] == [str(left)]
    assert (await dispatch.job(held))["carried_to"] is None


@pytest.mark.rule("DI-02")
async def test_a_job_is_not_left_undone_while_it_waits_for_consent(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    await dispatch.move(days=3)
    await dispatch.hear(consent(), of=ticket)
    await dispatch.ring()
    job = await dispatch.job(ticket)
    assert (job["status"], job["day"], job["carried_to"]) == ("open", "2026-03-05", None)
    await dispatch.move(days=1)
    assert [str(told.to) for told in await dispatch.told(events.JobCarriedOver)] == ["2026-03-06"]


@pytest.mark.rule("DI-02")
async def test_a_new_wish_of_the_customer_ends_the_being_left_undone(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket()
    await dispatch.move(days=1)
    wished = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
    await dispatch.hear(intake.TicketUpdated(preferred_from=wished), of=ticket)
    job = await dispatch.job(ticket)
    assert (job["day"], job["carried_to"]) == ("2026-03-06", None)
    await dispatch.move_to(wished.replace(day=7))
    assert [str(told.to) for told in await dispatch.told(events.JobCarriedOver)] == [
        "2026-03-03",
        "2026-03-07",
    ]


@pytest.mark.rule("DI-02")
async def test_a_job_taken_back_from_a_technician_is_left_undone_as_well(dispatch: Dispatch) -> None:
    visit = await dispatch.visit()
    job = (await dispatch.get(f"/visits/{visit}"))["job_id"]
    await dispatch.post("dispatcher", f"/jobs/{job}/unassign")
    await dispatch.move(days=1)
    assert len(await dispatch.told(events.JobCarriedOver)) == 1


@pytest.mark.rule("DI-06")
async def test_an_order_by_hand_is_carried_out_and_warned_of(dispatch: Dispatch) -> None:
    away = {"lat": 39.9, "lon": 116.4}
    absence = {"from": "2026-03-02T00:00:00+08:00", "to": "2026-03-03T00:00:00+08:00"}
    technician = await dispatch.technician(skills=["pc"], base=away, absences=[absence])
    job = await dispatch.job(await dispatch.ticket())
    night = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    assigned = await dispatch.assign(job["id"], technician, start=night)
    assert [warning["code"] for warning in assigned["warnings"]] == ["skill", "shift", "absent", "region"]
    assert (await dispatch.get(f"/visits/{assigned['visit_id']}"))["status"] == "offered"


@pytest.mark.rule("DI-06")
async def test_two_appointments_without_time_for_the_way_are_warned_of(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    first = await dispatch.job(await dispatch.ticket())
    second = await dispatch.job(await dispatch.ticket(latitude=31.6, longitude=121.9))
    assert (await dispatch.assign(first["id"], technician))["warnings"] == []
    assigned = await dispatch.assign(second["id"], technician)
    assert [warning["code"] for warning in assigned["warnings"]] == ["travel"]


@pytest.mark.rule("DI-06")
async def test_a_sensible_order_by_hand_has_no_warnings_and_is_given_once(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    job = await dispatch.job(await dispatch.ticket())
    assert (await dispatch.assign(job["id"], technician))["warnings"] == []
    window = {"from": "2026-03-02T10:00:00+08:00", "to": "2026-03-02T11:00:00+08:00"}
    body = {"technician_id": technician, "window": window}
    assert await dispatch.refused("dispatcher", f"/jobs/{job['id']}/assign", body) == "job_assigned"


async def test_an_unknown_technician_or_a_window_turned_round_is_named(dispatch: Dispatch) -> None:
    job = await dispatch.job(await dispatch.ticket())
    path = f"/jobs/{job['id']}/assign"
    window = {"from": "2026-03-02T11:00:00+08:00", "to": "2026-03-02T10:00:00+08:00"}
    body = {"technician_id": job["id"], "window": window}
    answer = await dispatch.post("dispatcher", path, body, expect=422)
    assert answer["errors"][0]["pointer"] == "/window/to"
    body["window"] = {"from": window["to"], "to": window["from"]}
    answer = await dispatch.post("dispatcher", path, body, expect=422)
    assert answer["errors"][0]["pointer"] == "/technician_id"


@pytest.mark.rule("DI-07")
async def test_the_register_says_who_to_whom_when_and_by_whose_order(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    job = await dispatch.job(await dispatch.ticket())
    visit = (await dispatch.assign(job["id"], technician))["visit_id"]
    [entry] = (await dispatch.get("/register/2026-03-02"))["entries"]
    assert entry["visit_id"] == visit
    assert (entry["technician_id"], entry["ordered_by"]) == (technician, "dispatcher")
    assert entry["ordered_at"].startswith("2026-03-02T01:00:00")


@pytest.mark.rule("DI-07", "DI-17")
async def test_a_refusal_is_recorded_and_judged_and_the_job_waits_again(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept")
    job = f"/jobs/{(await dispatch.get(f'/visits/{visit}'))['job_id']}"
    assert (await dispatch.post("technician", f"{job}/refuse", REFUSE))["status"] == "open"
    await dispatch.post("technician", f"{job}/judge-refusal", {"justified": True, "reason": "x"}, expect=403)
    judgement = {"justified": False, "reason": "无正当理由"}
    await dispatch.post("dispatcher", f"{job}/judge-refusal", judgement)
    assert await dispatch.refused("dispatcher", f"{job}/judge-refusal", judgement) == "job_not_refused"
    [entry] = (await dispatch.get("/register/2026-03-02"))["entries"]
    assert (entry["refused"]["reason"], entry["judged"]["justified"]) == ("路太远", False)
    [judged] = await dispatch.told(events.RefusalJudged)
    assert (judged.justified, judged.user) == (False, "technician")


@pytest.mark.rule("DI-07")
async def test_only_whom_it_was_given_to_refuses_and_not_from_the_site(dispatch: Dispatch) -> None:
    other = await dispatch.visit(technician=await dispatch.technician(user="somebody-else"))
    job = (await dispatch.get(f"/visits/{other}"))["job_id"]
    await dispatch.post("technician", f"/jobs/{job}/refuse", REFUSE, expect=403)
    own = await dispatch.visit("accept", "depart", "arrive")
    job = (await dispatch.get(f"/visits/{own}"))["job_id"]
    assert await dispatch.refused("technician", f"/jobs/{job}/refuse", REFUSE) == "work_under_way"


@pytest.mark.rule("DI-07")
async def test_a_job_taken_back_is_open_for_another(dispatch: Dispatch) -> None:
    visit = await dispatch.visit()
    job = (await dispatch.get(f"/visits/{visit}"))["job_id"]
    assert (await dispatch.post("dispatcher", f"/jobs/{job}/unassign"))["status"] == "open"
    assert await dispatch.refused("dispatcher", f"/jobs/{job}/unassign") == "job_not_assigned"
    await dispatch.assign(job, await dispatch.technician(user="韩梅梅"))
    assert await dispatch.refused("technician", f"/visits/{visit}/accept") == "visit_ended"


@pytest.mark.rule("XC-02")
async def test_an_event_heard_twice_makes_one_job(dispatch: Dispatch) -> None:
    ticket = UUID(int=7)
    event = await dispatch.hear(opened(), of=ticket)
    await dispatch.deliver(event)
    assert len((await dispatch.get(f"/jobs?ticket_id={ticket}"))["items"]) == 1
