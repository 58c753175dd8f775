"""Story 1, "Fridge stops cooling": from the call to the personnel announcement."""

from datetime import datetime, timedelta

from deploy.local.demo.people import Answer
from deploy.local.demo.scene import Scene, report, set_scene
from deploy.local.demo.telling import Telling, eventually, same


def tell(t: Telling) -> None:
    t.title("Story 1 · Fridge stops cooling 冰箱不制冷")
    t.wait_until(t.next_morning())
    scene = set_scene(t, category="refrigerator", model="BCD-500", months_old=5)
    ticket = _call(t, scene)
    visit = _dispatch(t, ticket)
    _visit(t, visit)
    _close(t, ticket, visit)
    case = _survey(t, ticket)
    penalties = _handle(t, case)
    _effect(t, ticket)
    _end_case(t, case)
    _month_end(t, case, penalties)


def _call(t: Telling, scene: Scene) -> Answer:
    agent = t.person("agent")
    pop = agent.get("/intake/v1/screen-pop", number=scene.number)
    same(pop["customer"], id=scene.customer["id"])
    t.line(
        agent,
        f"phone rings: a known customer with {len(pop['units'])} unit",
        of=pop["customer"],
        rule="IN-02",
    )
    contact = {
        "channel": "phone",
        "direction": "inbound",
        "number": scene.number,
        "kind": "repair",
        "content": "冰箱不制冷了 the fridge stopped cooling",
    }
    t.line(agent, "the call is registered", of=agent.post("/intake/v1/contacts", contact), rule="IN-01")
    ticket = agent.post(
        "/intake/v1/tickets",
        {
            "customer_id": scene.customer["id"],
            "unit_id": scene.unit["id"],
            "kind": "repair",
            "fault": {"code": "no_cooling", "text": "冰箱不制冷 does not cool"},
            "backup": "not_needed",
        },
        expect=201,
    )
    same(ticket, service_type="C")
    same(ticket["entitlement"], in_warranty=True, seller_must_prove=True, cost_bearer="maker")
    t.line(
        agent,
        f"ticket {ticket['number']} opened, voucher {ticket['voucher_number']}",
        of=ticket,
        rule="IN-05",
    )
    for reason in ticket["entitlement"]["rules"]:
        t.line("", f"{reason['outcome']}: {reason['because']}", rule=reason["rule"])
    unit = agent.get(f"/intake/v1/units/{scene.unit['id']}")
    t.line(
        agent,
        f"delivery record shown: {', '.join(unit['delivery_inspection']['photos'])}",
        of=unit,
        rule="PO-15",
    )
    for deadline in ticket["deadlines"]:
        t.line("", f"{deadline['kind']} due {deadline['due_at']}", rule="IN-06")
    return ticket


def _dispatch(t: Telling, ticket: Answer) -> Answer:
    dispatcher = t.person("dispatcher")
    job = eventually("the job", lambda: dispatcher.find("/dispatch/v1/jobs", ticket_id=ticket["id"]))[0]
    t.line("dispatch", f"a job appeared by itself: {job['status']}", of=job, rule="DI-02")
    voucher = t.person("agent").file(f"/intake/v1/tickets/{ticket['id']}/voucher")
    t.line("agent", f"voucher printed, {len(voucher)} bytes of PDF", rule="IN-17")
    today = t.now().date().isoformat()
    plan = dispatcher.post("/dispatch/v1/plans", {"date": today}, expect=201)
    stops = [stop for route in plan["routes"] for stop in route["stops"] if stop["job_id"] == job["id"]]
    same({"placed": len(stops)}, placed=1)
    t.line(dispatcher, f"the plan of {today} places it at {stops[0]['arrive_at']}", of=plan, rule="DI-03")
    dispatcher.post(f"/dispatch/v1/plans/{plan['id']}/publish")
    visit = dispatcher.find("/dispatch/v1/visits", ticket_id=ticket["id"])[0]
    t.line(dispatcher, "plan published, the visit is in the register", of=visit, rule="DI-07")
    return visit


def _visit(t: Telling, visit: Answer) -> None:
    technician, path = t.person("technician"), f"/dispatch/v1/visits/{visit['id']}"
    technician.post(f"{path}/accept")
    technician.post(f"{path}/depart")
    t.line(technician, "accepts and is on the way", of=visit, rule="DI-10")
    t.wait_until(datetime.fromisoformat(visit["window"]["to"]) + timedelta(minutes=20))
    arrived = technician.post(f"{path}/arrive")
    t.line(
        technician,
        "arrives 20 minutes after the promised window, without a word before",
        of=arrived,
        rule="DI-08",
    )
    dispatcher = t.person("dispatcher")
    judged = dispatcher.post(f"{path}/lateness", {"own_fault": True, "reason": "no reason was given in time"})
    t.line(dispatcher, "judges: own fault", of=judged, rule="DI-08")
    technician.post(f"{path}/start")
    incomplete = technician.post(f"{path}/report", report(customer_opinion=None), expect=200)
    same(incomplete, status="returned", missing=["customer_opinion"])
    t.line(technician, f"report without {incomplete['missing'][0]}: stored and returned", rule="DI-11")
    t.pass_time(minutes=90)
    same(technician.post(f"{path}/report", report(), expect=200), status="submitted")
    done = technician.post(f"{path}/complete", {"survey_given": "link"})
    t.line(technician, "report complete, work completed, survey link given", of=done, rule="DI-10, FU-01")
    t.pass_time(minutes=31)
    t.line(technician, "forgets the check-out call", rule="DI-17")


def _close(t: Telling, ticket: Answer, visit: Answer) -> None:
    agent, manager = t.person("agent"), t.person("service_manager")
    approved = manager.post(f"/dispatch/v1/visits/{visit['id']}/approve-report")
    t.line(manager, "approves the report", of=approved, rule="DI-10")
    path = f"/intake/v1/tickets/{ticket['id']}"
    done = eventually("work done", lambda: agent.get(path)["status"] == "done" and agent.get(path))
    t.line("intake", f"the visit is over: ticket is {done['status']}", of=done, rule="DI-10")
    unit = agent.get(f"/intake/v1/units/{ticket['unit_id']}")
    t.line(
        "intake",
        f"new component clock: {unit['components'][0]['name']} from {unit['components'][0]['replaced_on']}",
        of=unit,
        rule="PO-11",
    )
    agent.post(f"{path}/voucher-returned", {"signed_on": t.now().date().isoformat()})
    agent.post(f"{path}/notify", {"channel": "phone", "text": "修好了 repaired, free of charge"})
    closed = agent.post(f"{path}/close", {"outcome": "repaired"})
    same(closed, status="closed", outcome="repaired")
    t.line(agent, "voucher back, customer told, ticket closed", of=closed, rule="IN-16")


def _survey(t: Telling, ticket: Answer) -> Answer:
    agent, customer, manager = t.person("agent"), t.person(None), t.person("service_manager")
    survey = eventually("survey", lambda: agent.find("/followup/v1/surveys", ticket_id=ticket["id"]))[0]
    link = survey["link"][survey["link"].index("/followup/") :]
    answers = {
        "attitude": "satisfied",
        "technique": "very_satisfied",
        "arrival": "poor",
        "promises": "satisfied",
    }
    customer.post(
        link, answers | {"opinion": "迟到也不打招呼，我要投诉 late without a word, I complain"}, expect=200
    )
    t.line(
        customer, "survey by link: arrival time poor, and words of complaint", of=survey, rule="FU-01, FU-02"
    )
    customer.post(link, answers, expect=409)
    t.line(customer, "a second answer is refused: locked", rule="FU-02")
    path = "/complaints/v1/complaints"
    case: Answer = eventually("the complaint", lambda: manager.find(path, ticket_id=ticket["id"]))[0]
    t.line(
        "complaints", f"case {case['form_no']} opened and linked to the ticket", of=case, rule="CO-01, CO-02"
    )
    same(agent.get(f"/intake/v1/tickets/{ticket['id']}"), status="closed")
    t.line("intake", "the closed ticket stays closed", of=ticket, rule="IN-10")
    return case


def _handle(t: Telling, case: Answer) -> list[Answer]:
    manager, path = t.person("service_manager"), f"/complaints/v1/complaints/{case['id']}"
    manager.post(f"{path}/assign", {"to": "service_manager"})
    t.line(manager, "takes the case", of=case, rule="CO-05")
    manager.post(f"{path}/call-on", {"on": t.now().date().isoformat()})
    t.line(manager, "goes to see the customer", of=case, rule="CO-05")
    fines = eventually("three fines", lambda: _penalties(t, case, at_least=3))
    amounts = sorted(fine["amount"]["amount"] for fine in fines)
    same({"fines": amounts}, fines=["20.00", "20.00", "50.00"])
    for fine in fines:
        confirmed = manager.post(f"/complaints/v1/penalties/{fine['id']}/confirm")
        text = f"confirms {fine['cause']}: {fine['amount']['amount']}, {fine['evidence']['text']['en']}"
        t.line(manager, text, of=confirmed, rule="CO-15, DI-17")
    conduct = {"conduct_cause": "not_in_time", "conduct_person": "technician"}
    manager.patch(path, conduct)
    manager.post(f"{path}/conduct", {"upheld": True, "reason": "twenty minutes late by own fault"})
    every = eventually("the demerit", lambda: _penalties(t, case, at_least=4))
    demerit = next(penalty for penalty in every if penalty["cause"] == "major_demerit")
    manager.post(f"/complaints/v1/penalties/{demerit['id']}/confirm")
    t.line(
        manager,
        f"lateness upheld (cause ③): {_words(demerit)} is proposed and confirmed",
        of=demerit,
        rule="CO-15",
    )
    return _objection(t, every)


def _objection(t: Telling, penalties: list[Answer]) -> list[Answer]:
    technician, deputy = t.person("technician"), t.person("deputy_gm")
    check_out = next(penalty for penalty in penalties if penalty["cause"] == "no_check_out")
    base = "/complaints/v1/penalties"
    objected = technician.post(f"{base}/{check_out['id']}/object", {"text": "I called, the line was busy"})
    t.line(technician, "objects to the check-out fine", of=objected, rule="CO-15")
    withdrawn = deputy.post(f"{base}/{check_out['id']}/rule", {"withdrawn": True})
    same(withdrawn, status="withdrawn")
    t.line(deputy, "withdraws it", of=withdrawn, rule="CO-15")
    rest = [penalty for penalty in penalties if penalty["id"] != check_out["id"]]
    for penalty in rest:
        ruled = deputy.post(f"{base}/{penalty['id']}/rule", {})
        same(ruled, status="ruled")
        t.line(
            deputy, f"rules on {ruled['cause']}: {ruled['sanction']} {ruled['amount']['amount']}", of=ruled
        )
    return rest


def _effect(t: Telling, ticket: Answer) -> None:
    agent = t.person("agent")
    calls = eventually("effect call", lambda: agent.find("/followup/v1/follow-ups", ticket_id=ticket["id"]))
    call = next(call for call in calls if call["reason"] == "effect")
    t.wait_until(datetime.fromisoformat(call["due_at"]))
    answer = {"result": "done", "at": t.now().isoformat(), "notes": "cools well", "effect": "fixed"}
    agent.post(f"/followup/v1/follow-ups/{call['id']}/attempts", answer)
    t.line(agent, "effect call three days after the repair: fixed", of=call, rule="FU-04")


def _end_case(t: Telling, case: Answer) -> None:
    manager, path = t.person("service_manager"), f"/complaints/v1/complaints/{case['id']}"
    manager.post(
        f"{path}/responsibility",
        {"kind": "person", "subject": "technician", "negligence": True},
    )
    t.line(
        manager, "responsibility decided; plain negligence, so no improvement action", of=case, rule="CO-17"
    )
    manager.post(
        f"{path}/reply", {"channel": "phone", "text": "抱歉，已处理 we apologise; it has consequences"}
    )
    manager.post(f"{path}/accepted")
    t.line(manager, "customer told, and accepts", of=case, rule="CO-10, CO-11")
    closed = manager.post(f"{path}/close")
    same(closed, status="closed")
    t.line(manager, f"case closed; {len(closed['trail'])} steps on record", of=closed, rule="CO-20")
    agent = t.person("agent")
    survey = eventually("case survey", lambda: agent.find("/followup/v1/surveys", case_id=case["id"]))[0]
    t.line("followup", "a survey about the case is sent", of=survey, rule="FU-01")


def _month_end(t: Telling, case: Answer, penalties: list[Answer]) -> None:
    office, gm, hr = t.person("gm_office"), t.person("gm"), t.person("hr")
    month = f"{t.now():%Y-%m}"
    first = (t.now().replace(day=28) + timedelta(days=4)).replace(day=3, hour=2, minute=0)
    t.wait_until(first)
    review = office.get(f"/complaints/v1/monthly-review/{month}")
    same({"listed": case["id"] in [c["id"] for c in review["cases"]]}, listed=True)
    t.line(office, f"the review of {month} lists the case", rule="CO-16")
    base = "/complaints/v1/penalties"
    for penalty in penalties:
        office.post(f"{base}/{penalty['id']}/notice", {})
        gm.post(f"{base}/{penalty['id']}/approve")
        published = hr.post(f"{base}/{penalty['id']}/publish")
        same(published, status="published")
        t.line(
            hr,
            f"{penalty['cause']}: notice written, GM approves, HR publishes",
            of=published,
            rule="CO-15, CO-16",
        )
    office.post(f"/complaints/v1/monthly-review/{month}/complete", {})
    t.line(office, "review completed by the 10th", rule="CO-16")


def _penalties(t: Telling, case: Answer, *, at_least: int) -> list[Answer]:
    found = t.person("service_manager").find("/complaints/v1/penalties", case_id=case["id"])
    return found if len(found) >= at_least else []


def _words(penalty: Answer) -> str:
    """A repeated cause within twelve months gives the next higher kind, so a second run tells of another."""
    return str(penalty["sanction"]).replace("_", " ")
