"""Callers who call again, chase, complain or suggest."""

from datetime import timedelta

from deploy.local.demo.telling import eventually
from tests.e2e.desk import Desk, clock, number, phone_of

CASES = "/complaints/v1/complaints"


def the_second_call_about_a_ticket(desk: Desk) -> None:
    customer = desk.customer("钱多")
    ticket = desk.ticket(desk.unit(customer))
    [seen] = desk.rings(phone_of(customer))["open_tickets"]
    call = desk.talk("repair", "师傅什么时候来？", number=phone_of(customer), ticket_id=seen["id"])
    assert (call["customer_id"], call["ticket_id"]) == (customer["id"], ticket["id"])
    eta = desk.now() + timedelta(hours=3)
    said = {"direction": "outbound", "ticket_id": ticket["id"], "promised_at": eta.isoformat()}
    desk.talk("repair", "下午到", number=phone_of(customer), **said)
    answered = desk.get(f"/tickets/{ticket['id']}")
    assert clock(answered, "answer")["state"] == "met"
    assert clock(answered, "reply")["state"] in ("running", "near")
    assert len(desk.find("/contacts", ticket_id=ticket["id"])) == 2


def a_customer_loses_patience(desk: Desk) -> None:
    path = f"/tickets/{desk.ticket(desk.unit(desk.customer()))['id']}"
    told = desk.post(f"{path}/escalate", {"reason": "要求赔偿，扬言曝光"})
    assert (told["steps"][-1]["name"], told["steps"][-1]["by"]) == ("escalated", "agent")


def a_complaint_stands_in_the_ticket_s_way(desk: Desk) -> None:
    ticket = desk.ticket(desk.unit(desk.customer()))
    path = f"/tickets/{ticket['id']}"
    desk.post(f"{path}/resolve-remote", _REPORT)
    desk.post(f"{path}/notify", {"channel": "phone", "text": "修好了"})
    desk.talk("complaint", "上门态度恶劣", ticket_id=ticket["id"])
    assert desk.refused(f"{path}/close", {"outcome": "repaired"}) == "complaint_open"
    [case] = eventually("case", lambda: desk.find(CASES, by="service_manager", ticket_id=ticket["id"]))
    assert case["status"] == "registered"


def a_stranger_complains(desk: Desk) -> None:
    caller = number()
    call = desk.talk("complaint", "你们的广告骗人", number=caller)
    assert (call["kind"], call["customer_id"]) == ("complaint", None)
    eventually(
        "case", lambda: any("广告骗人" in str(c) for c in desk.find(CASES, by="service_manager", limit="200"))
    )


def a_suggestion_gets_a_department_and_an_answer(desk: Desk) -> None:
    customer = desk.customer("冯骥")
    call = desk.talk("suggestion", "说明书字太小", number=phone_of(customer))
    [made] = desk.find("/suggestions", contact_id=call["id"])
    path = f"/suggestions/{made['id']}"
    assert desk.refused(f"{path}/answer", {"text": "好", "verdict": "adopted"}) == "suggestion_not_routed"
    desk.post(f"{path}/route", {"department": "rnd"})
    answered = desk.post(
        f"{path}/answer", {"text": "下一版改大", "verdict": "adopted"}, by="department_manager"
    )
    assert (answered["status"], answered["valuable"]) == ("answered", True)


def it_broke_again(desk: Desk) -> None:
    unit = desk.unit(desk.customer())
    closed = desk.solve_remotely(desk.ticket(unit))
    desk.pass_time(minutes=30)
    again = desk.post(f"/tickets/{closed['id']}/reopen", {"reason": "又不制冷了"})
    assert (again["status"], again["repeat_repair"]) == ("open", True)
    assert clock(again, "answer")["state"] == "running"
    assert clock(again, "answer")["due_at"] > clock(closed, "answer")["due_at"]


def nobody_answers_for_three_days(desk: Desk) -> None:
    """Kept for the end of the hour: the clock goes on by days."""
    ticket = desk.ticket(desk.unit(desk.customer()))
    path = f"/tickets/{ticket['id']}"
    desk.pass_time(days=3, minutes=1)

    def climbed() -> list[str]:
        return [step["name"] for step in desk.get(path)["steps"]]

    eventually("chase", lambda: climbed() == ["near", "missed", "escalated", "chased"])
    desk.post(f"{path}/answer-chase", {"text": "配件明天到"}, by="department_manager")
    desk.pass_time(days=2)
    assert climbed()[4:] == ["answered"]
    assert "missed_deadline" in {
        warning["code"] for warning in desk.rings(_number_of(desk, ticket))["warnings"]
    }


def a_promise_that_nobody_keeps(desk: Desk) -> None:
    due = desk.now() + timedelta(hours=2)
    call = desk.talk("consultation", "有没有以旧换新？", number=number(), promised_at=due.isoformat())
    desk.pass_time(days=5)
    eventually(
        "escalation",
        lambda: (
            {"missed", "chased", "escalated"}
            <= {step["name"] for step in desk.get(f"/contacts/{call['id']}")["steps"]}
        ),
    )
    assert desk.get(f"/contacts/{call['id']}")["reply"] == "missed"


def _number_of(desk: Desk, ticket: dict[str, str]) -> str:
    return phone_of(desk.get(f"/customers/{ticket['customer_id']}"))


_REPORT = {
    "cause": "门未关严",
    "resolution": "指导关门",
    "customer_opinion": "满意",
    "tests": "正常",
    "hazards": "无",
}
