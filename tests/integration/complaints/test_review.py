"""The monthly review, notices, personnel announcements (CO-16)."""

import pytest

from libs.common.events import complaints as events
from libs.common.ids import new_id
from tests.integration.complaints.house import MINOR_WAY, Complaints


async def closed(complaints: Complaints, **changes: str) -> str:
    case = await complaints.complaint(**changes)
    await complaints.act(case, *MINOR_WAY, ("service_manager", "close"))
    return case


@pytest.mark.rule("CO-16")
async def test_last_months_closed_cases_are_reviewed_by_the_tenth(complaints: Complaints) -> None:
    march = await closed(complaints)
    await complaints.complaint()
    path = "/monthly-review/2026-03"
    assert await complaints.refused("gm_office", f"{path}/complete") == "month_not_over"

    await complaints.move(days=29, hours=14, minutes=59)  # 31 March 23:59 in Shanghai
    last = await closed(complaints)
    assert await complaints.told(events.MonthlyReviewDue) == []
    await complaints.move(minutes=2)
    (due,) = await complaints.told(events.MonthlyReviewDue)
    assert (due.month, str(due.due_on)) == ("2026-03", "2026-04-10")
    april = await closed(complaints)
    assert [case["id"] for case in (await complaints.get(path))["cases"]] == [march, last]

    await complaints.move(days=9, hours=23)
    assert await complaints.told(events.MonthlyReviewOverdue) == []
    await complaints.move(hours=1)
    assert [one.month for one in await complaints.told(events.MonthlyReviewOverdue)] == ["2026-03"]
    assert (await complaints.get(path))["overdue"]

    stranger = {"units": [{"case_id": april, "unit": "sales"}]}
    assert await complaints.refused("gm_office", f"{path}/complete", stranger, expect=422) == "invalid"
    units = [{"case_id": march, "unit": "sales"}]
    done = await complaints.post("gm_office", f"{path}/complete", {"units": units})
    assert (done["units"], done["overdue"]) == (units, False)
    assert await complaints.refused("gm_office", f"{path}/complete") == "review_done"
    (told,) = await complaints.told(events.MonthlyReviewDone)
    assert [(str(one.case_id), one.unit) for one in told.units] == [(march, "sales")]


@pytest.mark.rule("CO-16")
async def test_a_review_done_in_time_is_never_overdue(complaints: Complaints) -> None:
    await closed(complaints)
    await complaints.move(days=31)
    await complaints.post("gm_office", "/monthly-review/2026-03/complete")

    await complaints.move(days=30)

    assert await complaints.told(events.MonthlyReviewOverdue) == []


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "march", "0000-01", "9999-12"])
async def test_what_is_no_month_is_not_found(complaints: Complaints, month: str) -> None:
    await complaints.get(f"/monthly-review/{month}", expect=404)


@pytest.mark.rule("CO-16")
async def test_a_notice_of_reward_is_written_and_approved(complaints: Complaints) -> None:
    body = {"kind": "reward", "subject": "rnd", "text": "改进包装"}
    assert await complaints.refused("agent", "/notices", body, expect=403) == "forbidden"
    notice = await complaints.post("gm_office", "/notices", body, expect=201)
    assert (notice["number"], notice["status"]) == ("RN-202603-0001", "written")
    path = f"/notices/{notice['id']}"
    await complaints.patch("gm_office", path, {"text": "改进了包装"})

    await complaints.post("gm", f"{path}/approve")

    assert (await complaints.patch("gm_office", path, {"text": "x"}, expect=409))["code"] == "notice_approved"
    assert [one["text"] for one in (await complaints.get("/notices?kind=reward"))["items"]] == ["改进了包装"]
    assert [one.kind for one in await complaints.told(events.NoticeIssued)] == ["reward"]


@pytest.mark.rule("CO-16")
async def test_notices_on_a_months_cases_stand_in_its_review(complaints: Complaints) -> None:
    case = await closed(complaints)
    body = {"kind": "penalty", "subject": "production", "text": "扣发奖金"}
    stranger = body | {"case_id": str(new_id())}
    problem = await complaints.post("gm_office", "/notices", stranger, expect=422)
    assert problem["errors"][0]["pointer"] == "/case_id"
    await complaints.post("gm_office", "/notices", body, expect=201)
    notice = await complaints.post("gm_office", "/notices", body | {"case_id": case}, expect=201)

    review = await complaints.get("/monthly-review/2026-03")
    assert [one["id"] for one in review["notices"]] == [notice["id"]]
    assert await complaints.refused("gm_office", f"/notices/{notice['id']}/approve", expect=403) == (
        "forbidden"
    )
    await complaints.post("gm", f"/notices/{notice['id']}/approve")

    (issued,) = await complaints.told(events.NoticeIssued)
    assert (issued.kind, issued.subject, str(issued.case_id)) == ("penalty", "production", case)
    assert await complaints.told(events.PersonnelAnnounced) == []


@pytest.mark.rule("CO-16")
async def test_only_an_approved_administrative_punishment_is_announced(complaints: Complaints) -> None:
    case = await complaints.complaint(conduct_cause="quarrel", conduct_person="someone")
    await complaints.act(case, ("service_manager", "conduct", {"upheld": True, "reason": "属实"}))
    (penalty,) = await complaints.penalties(f"case_id={case}")
    path, draft = f"/penalties/{penalty['id']}", {"penalty_id": penalty["id"]}
    announcements = "/personnel-announcements"
    assert await complaints.refused("hr", announcements, draft) == "not_administrative"
    for role, verb in (("service_manager", "confirm"), ("deputy_gm", "rule"), ("gm_office", "notice")):
        await complaints.post(role, f"{path}/{verb}")
    (notice,) = (await complaints.get("/notices"))["items"]
    assert await complaints.refused("gm", f"/notices/{notice['id']}/approve") == "notice_of_penalty"
    await complaints.move(days=4)
    await complaints.post("gm", f"{path}/approve")

    drafted = await complaints.post("hr", announcements, draft, expect=201)
    own = f"{announcements}/{drafted['id']}"
    await complaints.patch("hr", own, {"text": "记大过一次"})
    published = await complaints.post("hr", f"{own}/publish")

    assert (published["status"], published["text"]) == ("published", "记大过一次")
    assert (await complaints.get(path))["status"] == "published"
    assert await complaints.refused("hr", f"{own}/publish") == "announcement_published"
    assert await complaints.refused("hr", f"{path}/publish") == "wrong_status"


@pytest.mark.rule("CO-16")
async def test_a_fine_is_published_without_an_announcement(complaints: Complaints) -> None:
    case = await complaints.complaint(conduct_cause="idle", conduct_person="someone")
    await complaints.act(case, ("service_manager", "conduct", {"upheld": True, "reason": "属实"}))
    (penalty,) = await complaints.penalties(f"case_id={case}")
    path = f"/penalties/{penalty['id']}"
    await complaints.post("service_manager", f"{path}/confirm")
    await complaints.post("deputy_gm", f"{path}/rule", {"sanction": "fine", "amount": {"amount": "30.00"}})
    await complaints.post("gm_office", f"{path}/notice")
    await complaints.move(days=4)
    await complaints.post("gm", f"{path}/approve")

    draft = {"penalty_id": penalty["id"]}
    assert await complaints.refused("hr", "/personnel-announcements", draft) == "not_administrative"
    await complaints.post("hr", f"{path}/publish")

    assert await complaints.told(events.PersonnelAnnounced) == []
