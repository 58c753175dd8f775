"""Complaints that are not established, and objections to that (CO-12)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import CALLED_ON, DECIDED, MINOR_WAY, REPLY, Complaints


@pytest.mark.rule("CO-12")
async def test_an_objection_is_a_numbered_memorandum_that_the_superior_decides(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    finding = {"reason": "检测无异常", "collect_by": "2026-03-20"}
    shown = await complaints.act(case, ("service_manager", "not-established", finding))
    assert [(task["department"], task["what"], task["due_at"]) for task in shown["tasks"]] == [
        ("sales", "collect by 2026-03-20", "2026-03-20T16:00:00Z")
    ]

    async def object_and_rule(upheld: bool) -> Any:
        filed = await complaints.act(case, ("sales", "object", {"memorandum": "客户提供了新证据"}))
        assert filed["status"] == "objected"
        return await complaints.act(case, ("deputy_gm", "rule-objection", {"upheld": upheld, "text": "复核"}))

    kept = await object_and_rule(False)
    assert (kept["status"], kept["objection"]["memorandum_no"]) == ("not_established", "MM-202603-0001")
    reopened = await object_and_rule(True)
    assert (reopened["status"], reopened["previous_form"]) == ("assigned", "CF-202603-0001")
    assert reopened["objection"]["memorandum_no"] == "MM-202603-0002"
    assert reopened["forms"][0]["not_established"]["reason"] == "检测无异常"


@pytest.mark.rule("CO-12")
async def test_who_found_it_not_established_does_not_rule_on_the_objection(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path = f"/complaints/{case}/not-established"
    await complaints.send("POST", "service_manager", path, {"reason": "无异常"}, subject="deputy_gm")
    await complaints.act(case, ("agent", "object", {"memorandum": "不服"}))

    ruling = {"upheld": False}
    code = await complaints.refused("deputy_gm", f"/complaints/{case}/rule-objection", ruling, expect=403)
    assert code == "own_decision"


@pytest.mark.rule("CO-12", "CO-20")
async def test_the_customer_is_told_what_came_of_the_objection(complaints: Complaints) -> None:
    case = await complaints.complaint()
    finding = {"reason": "检测无异常"}
    gone_by = finding | {"collect_by": "2026-03-01"}
    path = f"/complaints/{case}/not-established"
    assert await complaints.refused("service_manager", path, gone_by, expect=422) == "invalid"
    await complaints.act(
        case,
        CALLED_ON,
        ("service_manager", "not-established", finding),
        REPLY,
        ("agent", "object", {"memorandum": "不服"}),
        ("deputy_gm", "rule-objection", {"upheld": False}),
    )
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "customer_not_told"

    await complaints.act(case, REPLY, ("service_manager", "close"))


@pytest.mark.rule("CO-10", "CO-12")
async def test_of_a_serious_case_only_a_letter_tells_the_customer(complaints: Complaints) -> None:
    case = await complaints.complaint(severity="serious")
    by_phone = ("agent", "notify", {"channel": "phone", "text": "不成立"})
    await complaints.act(
        case, *DECIDED, CALLED_ON, ("service_manager", "not-established", {"reason": "无异常"}), by_phone
    )
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "customer_not_told"

    await complaints.act(case, REPLY, ("service_manager", "close"))


@pytest.mark.rule("CO-20", "CO-12")
async def test_a_case_that_is_not_established_closes_once_the_customer_is_told(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    await complaints.act(case, CALLED_ON, ("service_manager", "not-established", {"reason": "无异常"}))
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "customer_not_told"

    await complaints.act(case, REPLY, ("service_manager", "close"))

    assert [one.established for one in await complaints.told(events.ComplaintClosed)] == [False]


@pytest.mark.rule("CO-12", "CO-10")
async def test_every_objection_and_every_reply_stays_on_the_case(complaints: Complaints) -> None:
    case = await complaints.complaint()
    steps: list[tuple[Any, ...]] = [("service_manager", "not-established", {"reason": "检测无异常"})]
    for number, upheld in enumerate((False, False, True), start=1):
        steps += [
            ("service_manager", "reply", {"channel": "letter", "text": f"答复{number}"}),
            ("agent", "object", {"memorandum": f"签呈{number}"}),
            ("deputy_gm", "rule-objection", {"upheld": upheld, "text": f"裁决{number}"}),
        ]

    shown = await complaints.act(case, *steps, *MINOR_WAY[2:5])

    assert [(one["memorandum_no"], one["memorandum"], one["ruling"]) for one in shown["objections"]] == [
        (f"MM-202603-000{number}", f"签呈{number}", f"裁决{number}") for number in (1, 2, 3)
    ]
    assert {one["form_no"] for one in shown["objections"]} == {"CF-202603-0001"}
    assert shown["objection"] == shown["objections"][-1]
    assert [(one["text"], one["form_no"]) for one in shown["replies"]] == [
        *((f"答复{number}", "CF-202603-0001") for number in (1, 2, 3)),
        (MINOR_WAY[4][2]["text"], "CF-202603-0002"),
    ]
    assert shown["reply"] == shown["replies"][-1]


@pytest.mark.rule("CO-10")
async def test_what_the_customer_is_told_besides_the_reply_is_stored_too(complaints: Complaints) -> None:
    case = await complaints.complaint()

    await complaints.act(case, ("agent", "notify", {"channel": "sms", "text": "已派人调查"}))

    (step,) = (await complaints.case(case))["steps"]
    assert (step["what"], step["to"], step["reason"], step["by"]) == ("told", ["sms"], "已派人调查", "agent")


@pytest.mark.rule("CO-12", "IN-07")
async def test_sales_is_reminded_of_what_it_collects_and_the_case_waits_for_it(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    finding = {"reason": "检测无异常", "collect_by": "2026-03-04"}
    await complaints.act(case, CALLED_ON, ("service_manager", "not-established", finding), REPLY)
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "collection_open"

    await complaints.move(days=2, hours=14)
    assert [one.what for one in await complaints.told(events.ComplaintDeadlineNear)] == ["collection"]
    assert await complaints.told(events.ComplaintOverdue) == []
    await complaints.move(days=5)
    (overdue,) = await complaints.told(events.ComplaintOverdue)
    assert (overdue.what, overdue.to) == ("collection", "service_manager")

    collected = ("sales", "tasks/sales/report", {"text": "已收款"})
    closed = await complaints.act(case, collected, ("service_manager", "close"))
    assert closed["status"] == "closed"


@pytest.mark.rule("CO-12")
@pytest.mark.parametrize("upheld", [True, False])
async def test_nothing_is_collected_while_the_customer_objects(complaints: Complaints, upheld: bool) -> None:
    case = await complaints.complaint()
    finding = {"reason": "检测无异常", "collect_by": "2026-03-04"}
    await complaints.act(
        case,
        ("service_manager", "not-established", finding),
        ("agent", "object", {"memorandum": "不服"}),
    )
    await complaints.move(days=5)
    assert await complaints.told(events.ComplaintOverdue) == []

    ruled = await complaints.act(case, ("deputy_gm", "rule-objection", {"upheld": upheld}))
    await complaints.ring()

    assert (ruled["tasks"][0]["withdrawn_at"] is not None) == upheld
    assert len(await complaints.told(events.ComplaintOverdue)) == (0 if upheld else 1)
