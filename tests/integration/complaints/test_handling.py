"""Who handles a case, who is told, and when (CO-04 … CO-07, IN-07)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import COMPLAINT, MINOR_WAY, REPLY, REPORTED, Complaints

JOINT = {"joint": ["quality", "production"]}


async def sent_up(complaints: Complaints) -> list[tuple[str, list[str]]]:
    return [(one.reason, one.to) for one in await complaints.told(events.ComplaintEscalated)]


@pytest.mark.rule("CO-01")
async def test_a_complaint_keeps_order_product_samples_and_the_signed_opinion(complaints: Complaints) -> None:
    order = {
        "order_no": "O-1",
        "lot": "L-7",
        "ship_date": "2026-01-05",
        "quantity": 10,
        "defective_quantity": 2,
    }
    facts: dict[str, Any] = {
        "class": "quality",
        "order": order,
        "product": {"model": "BCD-500", "grade": "A", "purchase_date": "2025-10-02"},
        "samples": [{"place": "三号库", "holder": "李四"}],
        "attachments": ["photo-1"],
    }
    case = await complaints.complaint(**facts)

    await complaints.patch("sales", f"/complaints/{case}", {"sales_opinion": "情况属实"})

    shown = await complaints.case(case)
    assert {name: shown[name] for name in facts} == {**facts, "samples": [facts["samples"][0]]}
    assert (shown["sales_opinion"]["by"], shown["sales_opinion"]["signed"]) == ("sales", True)
    assert [one.lot for one in await complaints.told(events.ComplaintRegistered)] == ["L-7"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"customer": {}}, "/customer/name"),
        ({"channel": "pigeon"}, "/channel"),
        ({"class": "odd"}, "/class"),
        ({"order": {"quantity": 1, "defective_quantity": 2}}, "/order/defective_quantity"),
        ({"samples": [{"place": "here"}]}, "/samples/0/holder"),
        ({"received_at": "2026-03-03T09:00:00+08:00"}, "/received_at"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_a_bad_complaint_is_refused_with_the_field(
    complaints: Complaints, change: dict[str, Any], pointer: str
) -> None:
    problem = await complaints.post("agent", "/complaints", COMPLAINT | change, expect=422)

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.rule("CO-02")
async def test_numbers_count_within_the_month_of_the_site(complaints: Complaints) -> None:
    first = [(await complaints.case(await complaints.complaint()))["form_no"] for _ in range(2)]
    await complaints.move(days=29, hours=15)  # 1 April at midnight in Shanghai, 31 March in UTC
    later = (await complaints.case(await complaints.complaint()))["form_no"]

    assert [*first, later] == ["CF-202603-0001", "CF-202603-0002", "CF-202604-0001"]


@pytest.mark.rule("CO-04")
async def test_a_serious_case_goes_to_the_deputy_gm_at_once(complaints: Complaints) -> None:
    await complaints.complaint(severity="serious")
    minor = await complaints.complaint()
    assert await sent_up(complaints) == [("serious", ["deputy_gm"])]

    await complaints.patch("agent", f"/complaints/{minor}", {"severity": "serious"})
    assert await sent_up(complaints) == [("serious", ["deputy_gm"])] * 2

    referred = await complaints.act(minor, ("deputy_gm", "refer", {"to": "gm", "reason": "金额大"}))
    assert [step["what"] for step in referred["steps"]] == ["escalated", "referred"]


@pytest.mark.rule("CO-04")
async def test_only_the_service_manager_calls_a_serious_case_minor(complaints: Complaints) -> None:
    case = await complaints.complaint(severity="serious")
    path, minor = f"/complaints/{case}", {"severity": "minor"}
    refused = await complaints.patch("agent", path, minor, expect=403)
    assert refused["code"] == "severity_stands"
    assert (await complaints.patch("service_manager", path, minor))["severity"] == "minor"


@pytest.mark.rule("CO-04")
async def test_which_way_a_case_goes_is_settled_before_its_approval(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.act(case, *MINOR_WAY[:4])
    late = await complaints.patch("agent", f"/complaints/{case}", {"severity": "serious"}, expect=409)
    assert late["code"] == "wrong_status"


@pytest.mark.rule("CO-07")
async def test_nothing_is_decided_before_the_word_on_the_report(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.act(case, *REPORTED)
    for role, verb, body in (MINOR_WAY[2], ("service_manager", "not-established", {"reason": "无异常"})):
        assert await complaints.refused(role, f"/complaints/{case}/{verb}", body) == "report_undecided"
    assert (
        await complaints.refused("service_manager", f"/complaints/{case}/reply", REPLY[2]) == "not_approved"
    )

    await complaints.act(case, ("deputy_gm", "decide", {"text": "同意"}), *MINOR_WAY[2:4])


@pytest.mark.rule("CO-05")
async def test_the_service_manager_or_the_person_named_calls_on_the_customer(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path = f"/complaints/{case}/call-on"
    by_phone = {"none_because": "客户要求电话沟通"}
    assert await complaints.refused("agent", path, by_phone, expect=403) == "not_the_handler"

    await complaints.act(case, ("service_manager", "assign", {"to": "agent"}))

    assert (await complaints.post("agent", path, by_phone))["call_on"]["by"] == "agent"
    for wrong in ({}, {"on": "2026-03-02", "none_because": "x"}, {"on": "2026-03-03"}):
        assert await complaints.refused("service_manager", path, wrong, expect=422) == "invalid"


@pytest.mark.rule("CO-05")
async def test_nobody_handles_a_case_about_oneself(complaints: Complaints) -> None:
    case = await complaints.complaint(conduct_cause="quarrel", conduct_person="service_manager")

    for verb, body in (("assign", {}), ("conduct", {"upheld": False, "reason": "没有的事"}), ("close", {})):
        code = await complaints.refused("service_manager", f"/complaints/{case}/{verb}", body, expect=403)
        assert code == "own_case"

    path = f"/complaints/{case}/assign"
    other: dict[str, Any] = {"subject": "another"}
    back = await complaints.send(
        "POST", "service_manager", path, {"to": "service_manager"}, expect=403, **other
    )
    assert back["code"] == "own_case"
    taken = await complaints.send("POST", "service_manager", path, **other)
    assert taken["handler"] == "another"


@pytest.mark.rule("CO-06")
async def test_each_department_reports_its_own_task(complaints: Complaints) -> None:
    case = await complaints.complaint(**{"class": "quality"})
    asked = await complaints.act(case, ("service_manager", "investigate", JOINT))
    assert [task["department"] for task in asked["tasks"]] == ["quality", "production", "rnd"]
    assert {task["due_at"] for task in asked["tasks"]} == {asked["investigation"]["due_at"]}

    body = {"text": "焊点虚焊", "persons": ["张三"], "measures": "返修"}
    path = f"/complaints/{case}/tasks"
    assert await complaints.refused("sales", f"{path}/rnd/report", body, expect=403) == "not_your_department"
    done = await complaints.post("rnd", f"{path}/{asked['tasks'][2]['id']}/report", body)
    assert done["tasks"][2]["report"]["persons"] == ["张三"]
    assert await complaints.refused("rnd", f"{path}/rnd/report", body) == "task_reported"
    assert await complaints.refused("rnd", f"{path}/sales/report", body, expect=404) == "task_not_found"

    await complaints.act(case, ("agent", "remind", {"department": "production"}))
    assert [one.department for one in await complaints.told(events.ComplaintChased)] == ["production"]


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
    up = [to for reason, to in await sent_up(complaints) if reason == "investigation_overdue"]
    assert up == [["department_manager"], ["deputy_gm"], ["gm"]]

    finished = await complaints.act(case, ("quality", "investigation-finished", {"text": "查清"}))
    assert datetime.fromisoformat(finished["investigation"]["report_due_at"]) == complaints.now + timedelta(
        days=3
    )
    await complaints.move(days=2)
    up = [to for reason, to in await sent_up(complaints) if reason == "investigation_overdue"]
    assert len(up) == 3
    await complaints.move(days=1, hours=12)
    assert ("report_overdue", ["department_manager"]) in await sent_up(complaints)
    await complaints.act(
        case, ("service_manager", "report", {"text": "报告"}), ("deputy_gm", "decide", {"text": "同意"})
    )
    await complaints.move(days=5)
    assert [reason for reason, _ in await sent_up(complaints)].count("report_overdue") == 1


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
    assert len(await complaints.told(events.ComplaintChased)) == 2

    await complaints.act(answering, ("department_manager", "answer-chase", {"text": "明天答复"}))
    assert await complaints.refused("agent", f"/complaints/{silent}/answer-chase", {}, expect=403)
    await complaints.move(days=1)
    assert await sent_up(complaints) == [("chase_unanswered", ["department_manager", "quality"])]
    steps = (await complaints.case(silent))["steps"]
    assert [(step["what"], step["to"]) for step in steps] == [
        ("chased", ["customer_service"]),
        ("escalated", ["department_manager", "quality"]),
    ]
    assert [step["what"] for step in (await complaints.case(answering))["steps"]] == ["chased", "answered"]
    assert (await complaints.case(told))["steps"] == []


@pytest.mark.rule("IN-07", "CO-11")
async def test_whoever_refused_the_answer_waits_anew(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.move(days=3, hours=1)
    await complaints.act(case, *MINOR_WAY[:5], ("agent", "refused"))
    await complaints.move(days=2, hours=23)
    assert len(await complaints.told(events.ComplaintChased)) == 1
    assert await sent_up(complaints) == []

    await complaints.move(hours=2)
    assert len(await complaints.told(events.ComplaintChased)) == 2


@pytest.mark.rule("IN-07", "CO-12")
async def test_who_found_it_not_established_is_chased_until_the_customer_is_told(
    complaints: Complaints,
) -> None:
    untold, told = [await complaints.complaint() for _ in range(2)]
    finding = ("service_manager", "not-established", {"reason": "无异常"})
    await complaints.act(untold, finding)
    await complaints.act(told, finding, REPLY)

    await complaints.move(days=3, hours=1)

    assert [step["what"] for step in (await complaints.case(untold))["steps"]] == ["chased"]
    assert (await complaints.case(told))["steps"] == []


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

    assert await sent_up(complaints) == [("客户扬言投诉媒体", ["department_manager", "quality"])]
