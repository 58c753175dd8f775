"""Replies, refusals, objections, improvements and the closing (CO-10 … CO-12, CO-17, CO-20)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import (
    APOLOGY,
    CALLED_ON,
    DECIDED,
    MINOR_WAY,
    REPLY,
    Complaints,
    paid,
)


@pytest.mark.rule("CO-10")
async def test_a_serious_case_is_answered_by_letter_and_only_the_text_goes_out(
    complaints: Complaints,
) -> None:
    serious = await complaints.complaint(severity="serious")
    await complaints.act(
        serious,
        *DECIDED,
        ("agent", "remedy", APOLOGY),
        ("sales", "agree"),
        ("department_manager", "countersign", {"department": "production"}),
        ("service_manager", "approve"),
    )
    reply = f"/complaints/{serious}/reply"
    by_phone = {"channel": "phone", "text": "道歉"}
    assert await complaints.refused("service_manager", reply, by_phone) == "letter_required"
    answered = await complaints.post("service_manager", reply, REPLY[2])

    assert answered["reply"]["text"] == REPLY[2]["text"]
    (sent,) = await complaints.told(events.ReplySent)
    (told,) = await complaints.told(events.CustomerNotified)
    assert sent.text_hash == told.text_hash
    assert REPLY[2]["text"] not in repr((sent, told))


@pytest.mark.rule("CO-11", "CO-02")
async def test_a_refused_decision_is_a_new_form_for_the_next_level(complaints: Complaints) -> None:
    case = await complaints.complaint()
    forms, levels = [], []
    for approver in ("service_manager", "deputy_gm", "gm", "gm"):
        proposed = await complaints.act(case, ("agent", "remedy", paid("10.00")))
        levels.append(proposed["decision"]["level"])
        await complaints.act(case, (approver, "approve"), REPLY)
        new = await complaints.act(case, ("agent", "refused", {"reason": "不满意"}))
        forms.append((new["previous_form"], new["form_no"], new["status"]))

    assert levels == ["service_manager", "deputy_gm", "gm", "gm"]
    assert forms == [
        (f"CF-202603-000{number}", f"CF-202603-000{number + 1}", "refused") for number in range(1, 5)
    ]
    shown = await complaints.case(case)
    assert [form["decision"]["approved_role"] for form in shown["forms"]] == levels
    assert shown["forms"][0]["reason"] == "不满意"
    other = await complaints.case(await complaints.complaint())
    assert other["form_no"] == "CF-202603-0006"


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


@pytest.mark.rule("CO-11", "CO-20")
async def test_nothing_is_accepted_before_the_reply_or_carried_out_before_the_approval(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    await complaints.act(case, *MINOR_WAY[:5])
    early = {"at": "2026-03-02T08:59:59+08:00"}
    assert await complaints.refused("agent", f"/complaints/{case}/accepted", early, expect=422) == "invalid"

    await complaints.act(case, MINOR_WAY[5])
    body = {"carried_out_on": "2026-03-01"}
    close = f"/complaints/{case}/close"
    assert await complaints.refused("service_manager", close, body, expect=422) == "invalid"


@pytest.mark.rule("CO-20")
async def test_a_case_closes_only_when_nothing_is_missing(complaints: Complaints) -> None:
    case = await complaints.complaint()
    close = f"/complaints/{case}/close"
    assert await complaints.refused("service_manager", close) == "call_on_missing"
    await complaints.act(case, CALLED_ON)
    assert await complaints.refused("service_manager", close) == "customer_not_told"
    await complaints.act(case, ("agent", "remedy", paid("10.00")), *MINOR_WAY[3:5])
    assert await complaints.refused("service_manager", close) == "not_accepted"
    await complaints.act(case, MINOR_WAY[5])
    body = {"carried_out_on": "2026-03-09"}
    assert await complaints.refused("service_manager", close, body, expect=422) == "invalid"
    closed = await complaints.post("service_manager", close, {"carried_out_on": "2026-03-02"})
    assert closed["decision"]["carried_out_on"] == "2026-03-02"

    for verb, body in (("close", {}), ("assign", {}), ("remind", {"department": "rnd"})):
        code = await complaints.refused("service_manager", f"/complaints/{case}/{verb}", body)
        assert code == "complaint_closed"


@pytest.mark.rule("CO-04", "CO-20")
async def test_a_minor_case_is_fed_back_and_closed_with_no_remedy_at_all(complaints: Complaints) -> None:
    case = await complaints.complaint()
    told = await complaints.act(case, CALLED_ON, MINOR_WAY[4])
    assert (told["status"], told["decision"]) == ("replied", None)

    closed = await complaints.act(case, ("service_manager", "close"))

    assert (closed["status"], closed["decision"]) == ("closed", None)


@pytest.mark.rule("CO-11")
async def test_an_answer_without_remedy_that_is_refused_goes_to_the_next_level(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    refused = await complaints.act(case, MINOR_WAY[4], ("agent", "refused"))
    assert (refused["status"], refused["previous_form"]) == ("refused", "CF-202603-0001")

    assert (
        await complaints.refused("service_manager", f"/complaints/{case}/reply", REPLY[2]) == "not_approved"
    )
    proposed = await complaints.act(case, ("agent", "remedy", APOLOGY))
    assert proposed["decision"]["level"] == "deputy_gm"


@pytest.mark.rule("CO-20", "CO-12")
async def test_a_case_that_is_not_established_closes_once_the_customer_is_told(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    await complaints.act(case, CALLED_ON, ("service_manager", "not-established", {"reason": "无异常"}))
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "customer_not_told"

    await complaints.act(case, REPLY, ("service_manager", "close"))

    assert [one.established for one in await complaints.told(events.ComplaintClosed)] == [False]


@pytest.mark.rule("CO-17")
async def test_a_cause_that_was_no_negligence_needs_an_improvement(complaints: Complaints) -> None:
    first = await answered_for(complaints, negligence=False)
    close = f"/complaints/{first}/close"
    assert await complaints.refused("service_manager", close) == "improvement_missing"
    action = {"action": "改包装", "owner": "production", "due_on": "2026-03-20"}
    await complaints.act(first, ("service_manager", "improvement", action))
    await complaints.post("service_manager", close)
    confirmed = await complaints.act(first, ("quality", "improvement/confirm", {"text": "有效"}))
    assert confirmed["improvement"]["state"] == "confirmed"

    await complaints.act(await answered_for(complaints, negligence=True), ("service_manager", "close"))
    assert (await complaints.case(first))["improvement"]["state"] == "confirmed"

    await answered_for(complaints, negligence=False)
    assert (await complaints.case(first))["improvement"]["state"] == "reopened"
    (again,) = await complaints.told(events.ImprovementReopened)
    assert again.reason == "same_cause"


@pytest.mark.rule("CO-17")
async def test_an_improvement_knows_a_cause_that_was_found_after_it(complaints: Complaints) -> None:
    first = await complaints.complaint()
    action = {"action": "改包装", "owner": "production", "due_on": "2026-03-20"}
    packing = {"kind": "department", "subject": "production", "cause_code": "packing"}
    await complaints.act(
        first,
        ("quality", "improvement", action),
        ("service_manager", "responsibility", packing),
        ("quality", "improvement/confirm"),
    )

    await answered_for(complaints, negligence=False)

    assert (await complaints.case(first))["improvement"]["state"] == "reopened"


@pytest.mark.rule("CO-17")
async def test_an_improvement_that_does_not_work_stays_open_and_is_overdue_by_its_day(
    complaints: Complaints,
) -> None:
    case = await answered_for(complaints, negligence=False)
    action = {"action": "改包装", "owner": "production", "due_on": "2026-03-03"}
    past = action | {"due_on": "2026-03-01"}
    assert (
        await complaints.refused("quality", f"/complaints/{case}/improvement", past, expect=422) == "invalid"
    )
    await complaints.act(
        case, ("quality", "improvement", action), ("quality", "improvement/confirm", {"effective": False})
    )

    await complaints.move(days=3)

    assert [one.owner for one in await complaints.told(events.ImprovementOverdue)] == ["production"]
    assert len(await complaints.told(events.ImprovementReopened)) == 1


@pytest.mark.rule("CO-20", "XC-06")
async def test_the_trail_shows_who_did_what_and_nobody_can_change_it(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.act(case, *MINOR_WAY, ("service_manager", "close"))

    trail = (await complaints.case(case))["trail"]

    assert [(entry["by"], entry["what"]) for entry in trail] == [
        ("agent", "register"),
        ("service_manager", "assign"),
        ("service_manager", "call-on"),
        ("agent", "propose-remedy"),
        ("service_manager", "approve"),
        ("service_manager", "reply"),
        ("agent", "accept"),
        ("service_manager", "close"),
    ]


async def answered_for(complaints: Complaints, *, negligence: bool) -> str:
    case = await complaints.complaint()
    verdict = {
        "kind": "department",
        "subject": "production",
        "negligence": negligence,
        "cause_code": "packing",
    }
    await complaints.act(case, ("service_manager", "responsibility", verdict), CALLED_ON, *MINOR_WAY[2:])
    return case
