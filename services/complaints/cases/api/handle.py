from collections.abc import Sequence

from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.permission import may
from libs.common.web.problems import Invalid
from libs.common.web.routing import Router
from services.complaints.cases.chasing import UP
from services.complaints.cases.loading import HandledCase
from services.complaints.cases.models import Case
from services.complaints.cases.queries import whole_case
from services.complaints.cases.schemas import handle as schemas
from services.complaints.cases.schemas import plain
from services.complaints.cases.shown import CaseOut
from services.complaints.cases.usecases import handle
from services.complaints.cases.values import TaskReport

router = Router(prefix="/complaints/{case_id}", tags=["complaints"])


async def kept(edge: Edge, case: Case, verb: str, events: Sequence[Event]) -> CaseOut:
    """Record what the case decided, and show it."""
    await handle.keep(session=edge.session, act=edge.act, case=case, verb=verb, events=events)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/assign", dependencies=[may("complaints.assign")])
async def assign_complaint(case: HandledCase, body: schemas.Assign, edge: EdgeDep) -> CaseOut:
    to = body.to or edge.act.actor.subject
    return await kept(edge, case, "assign", case.assign(to=to, department=body.department, act=edge.act))


@router.post("/call-on", dependencies=[may("complaints.call_on")])
async def call_on_customer(case: HandledCase, body: schemas.CallOnCustomer, edge: EdgeDep) -> CaseOut:
    if body.on and body.on > site_date(edge.act.now):
        raise Invalid.field("/on", "in_the_future", "must not lie in the future")
    events = case.record_call_on(on=body.on, none_because=body.none_because, act=edge.act)
    return await kept(edge, case, "call-on", events)


@router.post("/remind", dependencies=[may("complaints.remind")])
async def remind_department(case: HandledCase, body: plain.OnlyDepartment, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "remind", case.remind(department=body.department, act=edge.act))


@router.post("/answer-chase", dependencies=[may("complaints.answer_chase")])
async def answer_chase(case: HandledCase, body: plain.OnlyText, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "answer-chase", case.answer_chase(text=body.text, act=edge.act))


@router.post("/escalate", dependencies=[may("complaints.escalate")])
async def escalate_complaint(case: HandledCase, body: schemas.Escalate, edge: EdgeDep) -> CaseOut:
    """A strong reaction goes up at once (IN-07)."""
    events = case.escalate(to=body.to or UP, reason=body.reason, act=edge.act)
    return await kept(edge, case, "escalate", events)


@router.post("/refer", dependencies=[may("complaints.refer")])
async def refer_complaint(case: HandledCase, body: schemas.Refer, edge: EdgeDep) -> CaseOut:
    events = case.refer(to=body.to, reason=body.reason or "referred", act=edge.act)
    return await kept(edge, case, "refer", events)


@router.post("/notify", dependencies=[may("complaints.notify")])
async def notify_customer(case: HandledCase, body: plain.TellCustomer, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "notify", case.notify(body.channel, body.text, act=edge.act))


@router.post("/investigate", dependencies=[may("complaints.investigate")])
async def investigate_complaint(case: HandledCase, body: schemas.Investigate, edge: EdgeDep) -> CaseOut:
    await handle.investigate(
        session=edge.session,
        act=edge.act,
        case=case,
        due_at=body.due_at,
        joint=body.joint,
        joint_visit_on=body.joint_visit_on,
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/tasks/{task}/report", dependencies=[may("complaints.report_task")])
async def report_task(case: HandledCase, task: str, body: schemas.ReportTask, edge: EdgeDep) -> CaseOut:
    """`task`: its id, or its department."""
    report = TaskReport(
        by=edge.act.actor.subject,
        at=edge.act.now,
        text=body.text,
        persons=tuple(body.persons),
        unit=body.unit,
        happened_on=body.happened_on,
        measures=body.measures,
        checked=body.checked,
    )
    await handle.report_task(session=edge.session, act=edge.act, case=case, name=task, report=report)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/investigation-finished", dependencies=[may("complaints.finish_investigation")])
async def finish_investigation(case: HandledCase, body: plain.OptionalText, edge: EdgeDep) -> CaseOut:
    await handle.finish_investigation(session=edge.session, act=edge.act, case=case, finding=body.text)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/report", dependencies=[may("complaints.report")])
async def report_investigation(case: HandledCase, body: plain.OnlyText, edge: EdgeDep) -> CaseOut:
    await handle.report(session=edge.session, act=edge.act, case=case, text=body.text)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/decide", dependencies=[may("complaints.decide")])
async def decide_report(case: HandledCase, body: plain.OnlyText, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "decide", case.decide(text=body.text, act=edge.act))
