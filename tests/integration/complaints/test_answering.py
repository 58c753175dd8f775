"""Replies, refusals, objections, improvements and the closing (CO-10 … CO-12, CO-17, CO-20)."""

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
