"""A plan of the day over HTTP: placed, left out with reasons, published (DI-03, DI-05, DI-06)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import BASE, Dispatch

TODAY: dict[str, Any] = {"date": "2026-03-02"}


@pytest.mark.rule("DI-03")
async def test_a_published_plan_makes_visits_with_the_nearest_qualified_technician(
    dispatch: Dispatch,
) -> None:
    await dispatch.technician(base={"lat": 31.9, "lon": 121.4})
    await dispatch.technician(skills=["pc"], base=BASE)
    near = await dispatch.technician(base=BASE)
    ticket = await dispatch.ticket()
    plan = await dispatch.post("dispatcher", "/plans", TODAY, expect=201)
    assert (plan["status"], plan["cost"]["visits"]) == ("draft", 1)
    assert [route["technician_id"] for route in plan["routes"]] == [near]
    assert (await dispatch.job(ticket))["status"] == "open"
    published = await dispatch.post("dispatcher", f"/plans/{plan['id']}/publish")
    assert published["status"] == "published"
    [visit] = (await dispatch.get(f"/visits?ticket_id={ticket}"))["items"]
    assert (visit["technician_id"], visit["day"]) == (near, "2026-03-02")
    [stop] = plan["routes"][0]["stops"]
    assert datetime.fromisoformat(visit["window"]["from"]) == datetime.fromisoformat(stop["start_at"])
    told = await dispatch.told(events.JobPlanned, events.JobAssigned, events.VisitScheduled)
    assert [type(event).__name__ for event in told] == ["JobPlanned", "JobAssigned", "VisitScheduled"]
    assert await dispatch.refused("dispatcher", f"/plans/{plan['id']}/publish") == "plan_published"


@pytest.mark.rule("DI-05")
async def test_a_job_left_out_says_why_and_what_would_help(dispatch: Dispatch) -> None:
    await dispatch.technician(skills=["refrigerator"])
    await dispatch.ticket(category="air_conditioner")
    await dispatch.ticket(latitude=39.9, longitude=116.4)
    early = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    await dispatch.ticket(preferred_from=early, preferred_to=early.replace(minute=1))
    plan = await dispatch.post("dispatcher", "/plans", TODAY, expect=201)
    assert sorted(reason for left in plan["unplaced"] for reason in left["reasons"]) == [
        "no_skill",
        "no_time",
        "too_far",
    ]
    assert all(left["would_help"] for left in plan["unplaced"])
    await dispatch.post("dispatcher", f"/plans/{plan['id']}/publish")
    assert len(await dispatch.told(events.JobUnplaced)) == 3


@pytest.mark.rule("DI-02", "DI-03")
async def test_a_job_that_waits_for_consent_is_in_no_plan(dispatch: Dispatch) -> None:
    await dispatch.technician()
    await dispatch.ticket(service_type="A", ready=False)
    plan = await dispatch.post("dispatcher", "/plans", TODAY, expect=201)
    assert (plan["routes"], plan["unplaced"]) == ([], [])


@pytest.mark.rule("DI-06")
async def test_a_pinned_job_goes_where_it_was_pinned_with_a_warning(dispatch: Dispatch) -> None:
    await dispatch.technician()
    unskilled = await dispatch.technician(skills=["pc"])
    job = (await dispatch.job(await dispatch.ticket()))["id"]
    pins = [{"job_id": job, "technician_id": unskilled}]
    plan = await dispatch.post("dispatcher", "/plans", TODAY | {"pinned": pins}, expect=201)
    assert [route["technician_id"] for route in plan["routes"]] == [unskilled]
    assert plan["warnings"] == [{"job_id": job, "code": "skill"}]
    for wrong in ([pins[0] | {"job_id": unskilled}], [*pins, *pins]):
        answer = await dispatch.post("dispatcher", "/plans", TODAY | {"pinned": wrong}, expect=422)
        assert answer["errors"][0]["pointer"] == f"/pinned/{len(wrong) - 1}/job_id"


@pytest.mark.rule("DI-06")
async def test_a_plan_is_not_published_over_what_was_assigned_meanwhile(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    job = await dispatch.job(await dispatch.ticket())
    plan = await dispatch.post("dispatcher", "/plans", TODAY, expect=201)
    await dispatch.assign(job["id"], technician)
    assert await dispatch.refused("dispatcher", f"/plans/{plan['id']}/publish") == "plan_outdated"
    assert (await dispatch.get(f"/plans/{plan['id']}"))["status"] == "draft"
