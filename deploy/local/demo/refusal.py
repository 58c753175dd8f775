"""Story 2, "Out of warranty": consent refused; consent withheld and charged; found on site."""

from datetime import timedelta

from deploy.local.demo.people import Answer
from deploy.local.demo.scene import Scene, report, set_scene, window
from deploy.local.demo.telling import Telling, eventually, same

QUOTE: Answer = {
    "lines": [
        {
            "kind": "part",
            "name": "main board",
            "quantity": 1,
            "unit_price": {"amount": "680.00", "currency": "CNY"},
        },
        {
            "kind": "labour",
            "name": "labour",
            "quantity": 1,
            "unit_price": {"amount": "120.00", "currency": "CNY"},
        },
    ],
    "minutes": 60,
}


def tell(t: Telling) -> None:
    t.title("Story 2 · Out of warranty 超保")
    t.wait_until(t.next_morning())
    _refused(t)
    _fraud(t)
    _found_on_site(t)


def _refused(t: Telling) -> None:
    agent = t.person("agent")
    ticket = _open(t, set_scene(t, category="washing_machine", model="WM-8", months_old=40))
    same(ticket, service_type="A")
    path = f"/intake/v1/tickets/{ticket['id']}"
    t.line(agent, "40 months old: the customer pays, work waits for consent", of=ticket, rule="PO-03")
    quoted = agent.post(f"{path}/quote", QUOTE)
    same(quoted, status="quoted")
    t.line(
        agent,
        f"quote {quoted['quote']['total']['amount']} and {QUOTE['minutes']} minutes",
        of=quoted,
        rule="PO-03",
    )
    declined = agent.post(f"{path}/consent", {"given": False, "by": "customer", "how": "phone"})
    same(declined, status="closed", outcome="declined", charge=None)
    t.line("customer", "declines: closed without voucher, nothing charged", of=declined, rule="IN-16")
    survey = eventually("the survey", lambda: agent.find("/followup/v1/surveys", ticket_id=ticket["id"]))[0]
    t.line("followup", "a survey is sent", of=survey, rule="FU-01")


def _fraud(t: Telling) -> None:
    agent, technician, manager = t.person("agent"), t.person("technician"), t.person("service_manager")
    scene = set_scene(t, category="washing_machine", model="WM-8", months_old=6)
    ticket = _open(t, scene)
    same(ticket, service_type="C")
    visit = _under_way(t, ticket, scene)
    path = f"/dispatch/v1/visits/{visit['id']}"
    charge = technician.post(f"{path}/charge", _charge("150.00"))
    t.line(technician, "charges 150.00 for a free repair, without consent", of=charge, rule="DI-12")
    _finish(t, visit)
    contact = {
        "channel": "phone",
        "direction": "inbound",
        "kind": "complaint",
        "content": "乱收费 charged for nothing",
    }
    agent.post(
        "/intake/v1/contacts", contact | {"customer_id": scene.customer["id"], "ticket_id": ticket["id"]}
    )
    base = "/complaints/v1/complaints"
    case = eventually("the case", lambda: manager.find(base, ticket_id=ticket["id"]))[0]
    t.line("complaints", f"case {case['form_no']} opened from the call", of=case, rule="CO-01")
    manager.post(f"{base}/{case['id']}/assign", {"to": "service_manager"})
    manager.post(f"{base}/{case['id']}/call-on", {"none_because": "settled on the phone"})
    fee = {"amount": "150.00", "currency": "CNY"}
    found = manager.post(f"{base}/{case['id']}/fraud-finding", {"ground": "no_consent", "service_fee": fee})
    same(found["decision"]["amount"], amount="450.00")
    t.line(manager, "fraud found: three times the fee, 450.00", of=found, rule="CO-18")
    t.person("deputy_gm").post(f"{base}/{case['id']}/approve", {})
    t.line("deputy_gm", "approves; nobody approves the own proposal", of=case, rule="CO-09")
    refused = agent.post(f"/intake/v1/tickets/{ticket['id']}/close", {"outcome": "repaired"}, expect=409)
    same(refused, code="complaint_open")
    t.line(agent, "the ticket can't close over the open complaint", of=ticket, rule="IN-10")


def _found_on_site(t: Telling) -> None:
    agent, technician = t.person("agent"), t.person("technician")
    scene = set_scene(t, category="washing_machine", model="WM-8", months_old=6)
    ticket = _open(t, scene)
    visit = _under_way(t, ticket, scene)
    path, desk = f"/dispatch/v1/visits/{visit['id']}", f"/intake/v1/tickets/{ticket['id']}"
    found = technician.post(f"{path}/findings", {"findings": ["liquid"], "text": "water in the main board"})
    t.line(technician, "finds liquid in the unit: work stops", of=found, rule="PO-08")
    for step, body in (("report", report()), ("complete", None)):
        same(technician.post(f"{path}/{step}", body, expect=409), code="consent_needed")
    waiting = eventually("decided again", lambda: agent.get(desk)["service_type"] == "A" and agent.get(desk))
    t.line(
        "intake",
        f"decided again: type A, {waiting['entitlement']['excluded_by']}",
        of=waiting,
        rule="PO-08, PO-17",
    )
    agent.post(f"{desk}/quote", QUOTE)
    agent.post(f"{desk}/consent", {"given": True, "by": "customer", "how": "signed on site"})
    t.line("customer", "consents to 800.00", of=waiting, rule="PO-03")
    job = f"/dispatch/v1/jobs/{visit['job_id']}"
    eventually("work goes on", lambda: t.person("dispatcher").get(job)["ticket"]["consented_price"])
    charge = technician.post(f"{path}/charge", _charge("800.00"))
    t.line(technician, "work goes on as type A and is invoiced", of=charge, rule="DI-12")
    _finish(t, visit)
    t.person("finance").post(f"/dispatch/v1/charges/{charge['id']}/settle", {"receipt_no": "R-800"})
    eventually("charge settled", lambda: (agent.get(desk)["charge"] or {}).get("state") == "settled")
    agent.post(f"{desk}/voucher-returned", {"signed_on": t.now().date().isoformat()})
    agent.post(f"{desk}/notify", {"channel": "phone", "text": "修好了 repaired"})
    closed = agent.post(f"{desk}/close", {"outcome": "repaired"})
    same(closed, status="closed", service_type="A")
    t.line(agent, "paid, voucher back, told, closed", of=closed, rule="IN-16")


def _open(t: Telling, scene: Scene) -> Answer:
    return t.person("agent").post(
        "/intake/v1/tickets",
        {
            "customer_id": scene.customer["id"],
            "unit_id": scene.unit["id"],
            "kind": "repair",
            "fault": {"text": "洗衣机不转 does not spin"},
        },
        expect=201,
    )


def _under_way(t: Telling, ticket: Answer, scene: Scene) -> Answer:
    dispatcher, technician = t.person("dispatcher"), t.person("technician")
    job = eventually("the job", lambda: dispatcher.find("/dispatch/v1/jobs", ticket_id=ticket["id"]))[0]
    begin = t.now() + timedelta(minutes=10)
    order = {"technician_id": scene.technician["id"], "window": window(begin)}
    assigned = dispatcher.post(f"/dispatch/v1/jobs/{job['id']}/assign", order, expect=201)
    path = f"/dispatch/v1/visits/{assigned['visit_id']}"
    for step in ("accept", "depart", "arrive", "start"):
        visit = technician.post(f"{path}/{step}")
    t.line(technician, "arrives in time and starts", of=visit, rule="DI-10")
    return visit


def _finish(t: Telling, visit: Answer) -> None:
    technician, path = t.person("technician"), f"/dispatch/v1/visits/{visit['id']}"
    technician.post(
        f"{path}/report", report(parts=[{"name": "main board", "old_returned": True}]), expect=200
    )
    technician.post(f"{path}/complete", {"survey_given": "refused"})
    technician.post(f"{path}/check-out")
    t.person("service_manager").post(f"{path}/approve-report")
    t.line(technician, "report, completion and check-out call", of=visit, rule="DI-10, DI-11")


def _charge(amount: str) -> Answer:
    return {"amount": {"amount": amount, "currency": "CNY"}, "receipt_no": "R-1"}
