from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.cases.api.handle import kept
from services.complaints.cases.loading import HandledCase
from services.complaints.cases.queries import whole_case
from services.complaints.cases.schemas import answer as schemas
from services.complaints.cases.schemas import plain
from services.complaints.cases.shown import CaseOut
from services.complaints.cases.usecases import answer
from services.complaints.improvements import usecases as improvements

router = Router(prefix="/complaints/{case_id}", tags=["complaints"])


@router.post("/reply", dependencies=[may("complaints.reply")])
async def reply_to_customer(case: HandledCase, body: plain.TellCustomer, edge: EdgeDep) -> CaseOut:
    """By letter when serious; the text is stored, the form never sent (CO-10)."""
    events = case.reply(channel=body.channel, text=body.text, act=edge.act)
    return await kept(edge, case, "reply", events)


@router.post("/accepted", dependencies=[may("complaints.record_acceptance")])
async def decision_accepted(case: HandledCase, body: schemas.Answered, edge: EdgeDep) -> CaseOut:
    await answer.accept_decision(session=edge.session, act=edge.act, case=case, at=body.at)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/refused", dependencies=[may("complaints.record_acceptance")])
async def decision_refused(case: HandledCase, body: plain.OptionalReason, edge: EdgeDep) -> CaseOut:
    """Answers the new form on top of the old, for the next authority level (CO-11)."""
    await answer.refuse_decision(session=edge.session, act=edge.act, case=case, reason=body.reason)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/not-established", dependencies=[may("complaints.not_established")])
async def find_not_established(case: HandledCase, body: schemas.FindNotEstablished, edge: EdgeDep) -> CaseOut:
    await answer.find_not_established(
        session=edge.session, act=edge.act, case=case, reason=body.reason, collect_by=body.collect_by
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/object", dependencies=[may("complaints.object")])
async def object_to_finding(case: HandledCase, body: schemas.Memorandum, edge: EdgeDep) -> CaseOut:
    """A numbered memorandum chained to the case (CO-12)."""
    await answer.object_to_finding(session=edge.session, act=edge.act, case=case, memorandum=body.memorandum)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/rule-objection", dependencies=[may("complaints.rule_objection")])
async def rule_objection(case: HandledCase, body: schemas.RuleObjection, edge: EdgeDep) -> CaseOut:
    await answer.rule_objection(
        session=edge.session, act=edge.act, case=case, upheld=body.upheld, text=body.text or ""
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/improvement", dependencies=[may("complaints.improve")])
async def open_improvement(case: HandledCase, body: schemas.OpenImprovement, edge: EdgeDep) -> CaseOut:
    """Owner and due date; one that is open again is planned anew (CO-17)."""
    await improvements.open_improvement(
        session=edge.session, act=edge.act, case_id=case.id, **body.model_dump()
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/improvement/confirm", dependencies=[may("complaints.confirm_improvement")])
async def check_improvement(case: HandledCase, body: schemas.CheckImprovement, edge: EdgeDep) -> CaseOut:
    await improvements.check_improvement(
        session=edge.session, act=edge.act, case_id=case.id, **body.model_dump()
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/close", dependencies=[may("complaints.close")])
async def close_complaint(case: HandledCase, body: schemas.Close, edge: EdgeDep) -> CaseOut:
    """CO-20, refused with what is missing."""
    await answer.close_case(session=edge.session, act=edge.act, case=case, carried_out_on=body.carried_out_on)
    return await whole_case(edge.session, case, act=edge.act)
