"""Warnings, chases and what goes up when nobody answers (IN-07, CO-07)."""

from datetime import datetime, timedelta

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import CALLED_ON, MINOR_WAY, REPLY, Complaints


@pytest.mark.rule("CO-07", "IN-07")
async def test_an_overdue_investigation_climbs_a_level_a_day_until_it_is_finished(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    shown = await complaints.act(case, ("service_manager", "investigate"))
    due = datetime.fromisoformat(shown["investigation"]["due_at"])
    assert due == datetime.fromisoformat("2026-03-05T18:00:00+08:00")  # third working day

    await complaints.move(seconds=(due - complaints.now - timedelta(minutes=30)).total_seconds())
    assert [one.what for one in await complaints.told(events.ComplaintDeadlineNear)] == ["investigation"]
    assert await complaints.told(events.ComplaintOverdue) == []

    await complaints.move(days=3)
    (overdue,) = await complaints.told(events.ComplaintOverdue)
    assert (overdue.what, overdue.to) == ("investigation", "service_manager")
    up = [to for reason, to in await complaints.sent_up() if reason == "investigation_overdue"]
    assert up == [["department_manager"], ["deputy_gm"], ["gm"]]
    steps = (await complaints.case(case))["steps"]
    assert [(step["what"], step["to"]) for step in steps if step["reason"] == "investigation"] == [
        ("warned", []),
        ("overdue", ["service_manager", "department_manager"]),
        ("overdue", ["deputy_gm"]),
        ("overdue", ["gm"]),
    ]

    finished = await complaints.act(case, ("quality", "investigation-finished", {"text": "查清"}))
    assert datetime.fromisoformat(finished["investigation"]["report_due_at"]) == complaints.now + timedelta(
        days=3
    )
    await complaints.move(days=2)
    up = [to for reason, to in await complaints.sent_up() if reason == "investigation_overdue"]
    assert len(up) == 3
    await complaints.move(days=1, hours=12)
    assert ("report_overdue", ["department_manager"]) in await complaints.sent_up()
    await complaints.act(
        case, ("service_manager", "report", {"text": "报告"}), ("deputy_gm", "decide", {"text": "同意"})
    )
    await complaints.move(days=5)
    assert [reason for reason, _ in await complaints.sent_up()].count("report_overdue") == 1


@pytest.mark.rule("CO-07")
async def test_a_deadline_written_on_the_form_lies_ahead(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path = f"/complaints/{case}/investigate"

    past = await complaints.post("service_manager", path, {"due_at": "2026-03-01T09:00:00+08:00"}, expect=422)
    assert past["errors"][0]["pointer"] == "/due_at"
    far = await complaints.post("service_manager", path, {"due_at": "9998-03-01T09:00:00+08:00"})
    assert far["status"] == "investigating"


@pytest.mark.rule("IN-07")
async def test_an_unanswered_case_is_chased_and_then_goes_up(complaints: Complaints) -> None:
    silent, answering, told = [await complaints.complaint() for _ in range(3)]
    await complaints.act(told, *MINOR_WAY[:5])

    await complaints.move(days=3, minutes=-1)
    assert await complaints.told(events.ComplaintChased) == []
    await complaints.move(minutes=2)
    assert len(await complaints.told(events.ComplaintChased)) == 3

    await complaints.act(told, ("service_manager", "close"))
    await complaints.act(answering, ("department_manager", "answer-chase", {"text": "明天答复"}))
    assert await complaints.refused("agent", f"/complaints/{silent}/answer-chase", {}, expect=403)
    await complaints.move(days=1)
    assert await complaints.sent_up() == [("chase_unanswered", ["department_manager", "quality"])]
    steps = (await complaints.case(silent))["steps"]
    assert [(step["what"], step["to"]) for step in steps] == [
        ("chased", ["customer_service"]),
        ("escalated", ["department_manager", "quality"]),
    ]
    assert [step["what"] for step in (await complaints.case(answering))["steps"]] == ["chased", "answered"]
    assert [step["what"] for step in (await complaints.case(told))["steps"]] == ["chased"]


@pytest.mark.rule("IN-07")
async def test_an_answered_case_that_is_not_resolved_is_chased_too(complaints: Complaints) -> None:
    answered, answered_late, closed = [await complaints.complaint() for _ in range(3)]
    await complaints.act(answered, *MINOR_WAY)
    await complaints.act(closed, *MINOR_WAY, ("service_manager", "close"))

    await complaints.move(days=3, minutes=1)
    assert len(await complaints.told(events.ComplaintChased)) == 2
    assert (await complaints.case(closed))["steps"] == []

    await complaints.act(answered_late, *MINOR_WAY)  # the reply answers the chase
    await complaints.move(days=4)
    what = [step["what"] for step in (await complaints.case(answered))["steps"]]
    assert what == ["chased", "escalated"]
    assert [step["what"] for step in (await complaints.case(answered_late))["steps"]] == ["chased"]


@pytest.mark.rule("IN-07", "CO-11")
async def test_whoever_refused_the_answer_waits_anew(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.move(days=3, hours=1)
    await complaints.act(case, *MINOR_WAY[:5], ("agent", "refused"))
    await complaints.move(days=2, hours=23)
    assert len(await complaints.told(events.ComplaintChased)) == 1
    assert await complaints.sent_up() == []

    await complaints.move(hours=2)
    assert len(await complaints.told(events.ComplaintChased)) == 2


@pytest.mark.rule("IN-07", "CO-12")
async def test_who_found_it_not_established_is_chased_until_it_is_closed(complaints: Complaints) -> None:
    untold, closed = [await complaints.complaint() for _ in range(2)]
    finding = ("service_manager", "not-established", {"reason": "无异常"})
    await complaints.act(untold, finding)
    await complaints.act(closed, finding, CALLED_ON, REPLY, ("service_manager", "close"))

    await complaints.move(days=3, hours=1)

    assert [step["what"] for step in (await complaints.case(untold))["steps"]] == ["chased"]
    assert (await complaints.case(closed))["steps"] == []


@pytest.mark.rule("CO-20")
async def test_no_chase_of_a_closed_case_is_answered(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.move(days=3, hours=1)
    await complaints.act(case, *MINOR_WAY, ("service_manager", "close"))
    code = await complaints.refused("service_manager", f"/complaints/{case}/answer-chase", {"text": "已答"})
    assert code == "complaint_closed"


@pytest.mark.rule("IN-07")
async def test_a_strong_reaction_is_escalated_at_once(complaints: Complaints) -> None:
    case = await complaints.complaint()

    await complaints.act(case, ("agent", "escalate", {"reason": "客户扬言投诉媒体"}))

    assert await complaints.sent_up() == [("客户扬言投诉媒体", ["department_manager", "quality"])]
