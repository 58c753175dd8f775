"""Who handles a case, who is told, and when (CO-04 … CO-07, IN-07)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import MINOR_WAY, REPLY, REPORTED, Complaints

JOINT = {"joint": ["quality", "production"]}


@pytest.mark.rule("CO-04")
async def test_a_serious_case_goes_to_the_deputy_gm_at_once(complaints: Complaints) -> None:
    await complaints.complaint(severity="serious")
    minor = await complaints.complaint()
    assert await complaints.sent_up() == [("serious", ["deputy_gm"])]

    await complaints.patch("agent", f"/complaints/{minor}", {"severity": "serious"})
    assert await complaints.sent_up() == [("serious", ["deputy_gm"])] * 2

    referred = await complaints.act(minor, ("deputy_gm", "refer", {"to": "gm", "reason": "金额大"}))
    assert [step["what"] for step in referred["steps"]] == ["escalated", "referred"]


@pytest.mark.rule("CO-04")
async def test_serious_cases_are_handled_ahead_of_the_rest(complaints: Complaints) -> None:
    minor = [await complaints.complaint() for _ in range(2)]
    old = await complaints.complaint(received_at="2026-03-01T09:00:00+08:00")
    serious = await complaints.complaint(severity="serious")
    await complaints.act(minor[0], *MINOR_WAY, ("service_manager", "close"))
    await complaints.act(minor[1], ("service_manager", "assign", {"to": "agent"}))

    listed = [case["id"] for case in (await complaints.get("/worklist"))["items"]]
    assert listed == [serious, old, minor[1]]
    assert [case["id"] for case in (await complaints.get("/worklist?limit=1"))["items"]] == [serious]
    assert [case["id"] for case in (await complaints.get("/worklist?handler=agent"))["items"]] == [minor[1]]


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


@pytest.mark.rule("CO-06", "CO-07")
@pytest.mark.parametrize("role", ["service_manager", "quality", "rnd"])
async def test_who_investigates_reports_to_the_deputy_gm(complaints: Complaints, role: str) -> None:
    case = await complaints.complaint(severity="serious")
    report = f"/complaints/{case}/report", {"text": "报告"}
    await complaints.act(case, *REPORTED[:-1])

    assert await complaints.refused("sales", *report, expect=403) == "forbidden"
    assert (await complaints.post(role, *report))["status"] == "reported"


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

    body = {
        "text": "焊点虚焊",
        "persons": ["张三"],
        "unit": "二车间",
        "happened_on": "2026-02-20",
        "measures": "返修",
        "checked": "复测合格",
    }
    path = f"/complaints/{case}/tasks"
    assert await complaints.refused("sales", f"{path}/rnd/report", body, expect=403) == "not_your_department"
    done = await complaints.post("rnd", f"{path}/{asked['tasks'][2]['id']}/report", body)
    assert {name: done["tasks"][2]["report"][name] for name in body} == body
    assert await complaints.refused("rnd", f"{path}/rnd/report", body) == "task_reported"
    assert await complaints.refused("rnd", f"{path}/sales/report", body, expect=404) == "task_not_found"

    await complaints.act(case, ("agent", "remind", {"department": "production"}))
    assert [one.department for one in await complaints.told(events.ComplaintChased)] == ["production"]
