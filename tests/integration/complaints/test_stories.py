"""The complaint's part of the journeys of stories.md."""

from typing import Any
from uuid import UUID

import pytest

from libs.common.events import complaints as events
from libs.common.events import dispatch, followup, intake
from libs.common.ids import new_id
from tests.integration.complaints.house import MINOR_WAY, TECHNICIAN, Complaints, of_visit, paid


async def facts_of_story_1(complaints: Complaints, ticket: UUID) -> UUID:
    """20 minutes late without a word, report without the customer's opinion, no check-out call."""
    visit = await complaints.scheduled(ticket)
    await complaints.late(ticket, visit=visit)
    returned = dispatch.ReportReturned(**of_visit(ticket), missing=["customer_opinion"], user="technician")
    missed = dispatch.CheckOutMissed(**of_visit(ticket), completed_at=complaints.now, user="technician")
    await complaints.hear(returned, of=visit)
    await complaints.hear(missed, of=visit)
    return visit


async def survey_complains(complaints: Complaints, ticket: UUID, **changes: Any) -> str:
    said: dict[str, Any] = {
        "source": "survey",
        "source_id": new_id(),
        "ticket_id": ticket,
        "case_id": None,
        "customer_id": new_id(),
        "poor": ["arrival"],
        "text": "师傅迟到二十分钟，也不说一声",
        "reported_at": complaints.now,
        "technician_id": TECHNICIAN,
        "user": "technician",
    }
    await complaints.hear(followup.DissatisfactionReported(**(said | changes)))
    found = (await complaints.get(f"/complaints?ticket_id={ticket}"))["items"]
    return str(found[0]["id"])


@pytest.mark.rule("CO-15", "CO-16", "CO-20")
async def test_story_1_from_the_poor_survey_to_the_published_penalties(complaints: Complaints) -> None:
    ticket = new_id()
    await facts_of_story_1(complaints, ticket)
    case = await survey_complains(complaints, ticket)

    shown = await complaints.case(case)
    assert (shown["status"], shown["channel"], shown["ticket_id"]) == ("registered", "survey", str(ticket))
    fines = await complaints.penalties(f"case_id={case}")
    assert sorted((fine["cause"], fine["amount"]["amount"]) for fine in fines) == [
        ("incomplete_report", "20.00"),
        ("late", "20.00"),
        ("no_check_out", "50.00"),
    ]
    assert all(fine["evidence"]["event_id"] and fine["evidence"]["text"]["zh"] for fine in fines)
    assert fines == await complaints.penalties(f"technician_id={TECHNICIAN}")

    await complaints.act(
        case,
        ("service_manager", "assign"),
        ("service_manager", "call-on", {"on": "2026-03-02"}),
        ("service_manager", "conduct", {"upheld": True, "reason": "迟到属实"}),
    )
    penalties = await complaints.penalties(f"case_id={case}&status=proposed")
    demerit = next(one for one in penalties if one["cause"] == "major_demerit")
    assert (demerit["sanction"], demerit["conduct_cause"]) == ("major_demerit", "not_in_time")
    assert demerit["subject"] == {"kind": "person", "id": str(TECHNICIAN)}

    for one in penalties:
        await complaints.post("service_manager", f"/penalties/{one['id']}/confirm")
    check_out = next(one for one in penalties if one["cause"] == "no_check_out")
    rest = [one for one in penalties if one is not check_out]
    path = f"/penalties/{check_out['id']}"
    objected = await complaints.post("technician", f"{path}/object", {"text": "手机没有信号"})
    assert objected["status"] == "objected"
    assert (await complaints.post("deputy_gm", f"{path}/rule", {"withdrawn": True}))["status"] == "withdrawn"
    for one in rest:
        await complaints.post("deputy_gm", f"/penalties/{one['id']}/rule", {})

    await complaints.act(case, *MINOR_WAY[2:])
    await complaints.move(days=4)
    closed = await complaints.act(case, ("service_manager", "close"))
    assert closed["status"] == "closed"
    assert closed["improvement"] is None  # plain human negligence (CO-17)

    await complaints.move(days=30)
    review = await complaints.get("/monthly-review/2026-03", role="gm_office")
    assert [listed["id"] for listed in review["cases"]] == [case]
    assert {one["cause"] for one in review["penalties"]} == {"late", "incomplete_report", "major_demerit"}
    assert (review["due_on"], review["overdue"]) == ("2026-04-10", False)

    for one in rest:
        await complaints.post("gm_office", f"/penalties/{one['id']}/notice", {"text": "罚款通知"})
        await complaints.post("gm", f"/penalties/{one['id']}/approve")
        assert (await complaints.post("hr", f"/penalties/{one['id']}/publish"))["status"] == "published"
    done = await complaints.post("gm_office", "/monthly-review/2026-03/complete", {"minutes": "按制度处理"})
    assert done["done_by"] == "gm_office"
    assert [notice["status"] for notice in done["notices"]] == ["approved"] * 3

    issued = await complaints.told(events.PenaltyIssued)
    assert sum(one.amount for one in issued) == 40
    announced = await complaints.told(events.PersonnelAnnounced)
    assert [one.sanction for one in announced] == ["major_demerit"]  # fines are not announced
    assert [one.cases for one in await complaints.told(events.MonthlyReviewDone)] == [[UUID(case)]]
    told = (await complaints.told(events.ComplaintClosed))[0]
    assert (told.ticket_id, told.established) == (ticket, True)
    assert set(told.handlers) == {"service_manager"}
    acts = [(entry["by"], entry["what"]) for entry in (await complaints.case(case))["trail"]]
    assert acts[0] == ("service:complaints", "propose") or acts[0][1] == "register"
    assert {"register", "assign", "call-on", "decide-conduct", "approve", "reply", "accept", "close"} <= {
        what for _, what in acts
    }


@pytest.mark.rule("CO-07", "CO-09", "CO-11")
async def test_story_5_from_the_joint_investigation_to_the_improvement(complaints: Complaints) -> None:
    """Without its documents and the recourse."""
    lot = {"class": "quality", "severity": "serious", "order": {"lot": "L-7", "quantity": 40}}
    case = await complaints.complaint(**lot)
    joint = {"joint": ["quality", "production"], "joint_visit_on": "2026-03-03"}
    await complaints.act(case, ("service_manager", "assign"), ("service_manager", "investigate", joint))
    await complaints.move(days=5)  # two days late
    late = [to for reason, to in await complaints.sent_up() if reason == "investigation_overdue"]
    assert late == [["department_manager"], ["deputy_gm"]]
    supplier = {"kind": "supplier", "subject": "压缩机厂", "cause_code": "material"}
    await complaints.act(
        case,
        ("production", "tasks/production/report", {"text": "入厂检验漏检", "persons": ["张三"]}),
        ("rnd", "investigation-finished", {"text": "压缩机批次不良"}),
        ("service_manager", "report", {"text": "报告"}),
        ("deputy_gm", "decide", {"text": "同意"}),
        ("service_manager", "responsibility", supplier),
        ("service_manager", "call-on", {"on": "2026-03-03"}),
    )

    signed = (
        ("sales", "agree", {"settled_on": "2026-03-06"}),
        ("department_manager", "countersign", {"department": "quality"}),
        ("department_manager", "countersign", {"department": "production"}),
    )
    reply = ("service_manager", "reply", {"channel": "letter", "text": "处理结果如下"})
    remedy, more = paid("4000.00", "discount"), paid("4000.00", "return")
    await complaints.act(case, ("agent", "remedy", remedy), *signed, ("deputy_gm", "approve"), reply)
    refused = await complaints.act(case, ("sales", "refused", {"reason": "要求退货"}))
    assert (refused["status"], refused["previous_form"]) == ("refused", "CF-202603-0001")
    await complaints.act(case, ("agent", "remedy", more), *signed)
    assert (
        await complaints.refused("deputy_gm", f"/complaints/{case}/approve", expect=403) == "above_authority"
    )
    await complaints.act(case, ("gm", "approve"), reply, ("sales", "accepted"))

    goods = [{"kind": "goods", "amount": {"amount": "3200.00", "currency": "CNY"}}]
    shares = [{"kind": "supplier", "subject": "压缩机厂", "share": "1"}]
    await complaints.act(case, ("deputy_gm", "loss", {"lines": goods, "shares": shares}))
    assert await complaints.refused("service_manager", f"/complaints/{case}/close") == "improvement_missing"
    action = {"action": "加严来料检验", "owner": "quality", "due_on": "2026-04-30"}
    closed = await complaints.act(case, ("quality", "improvement", action), ("service_manager", "close"))
    assert [form["decision"]["approved_role"] for form in closed["forms"]] == ["deputy_gm"]
    confirmed = await complaints.act(case, ("quality", "improvement/confirm", {"text": "无新增不良"}))
    assert (closed["status"], confirmed["improvement"]["state"]) == ("closed", "confirmed")


@pytest.mark.rule("IN-10", "CO-02")
async def test_a_voiced_complaint_becomes_one_case_however_often_it_is_heard(complaints: Complaints) -> None:
    voiced = intake.ComplaintVoiced(
        channel="wechat",
        occurred_at=complaints.now,
        customer_id=new_id(),
        ticket_id=new_id(),
        text="态度差",
        case_id=new_id(),
    )
    await complaints.move(hours=1)
    event = await complaints.hear(voiced)
    await complaints.deliver(event)

    (case,) = (await complaints.get(f"/complaints?ticket_id={voiced.ticket_id}"))["items"]
    assert (case["channel"], case["text"], case["form_no"]) == ("wechat", "态度差", "CF-202603-0001")
    assert case["id"] == str(voiced.case_id)
    (registered,) = await complaints.told(events.ComplaintRegistered)
    assert registered.received_at == voiced.occurred_at
