from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.cases.api.handle import kept
from services.complaints.cases.loading import HandledCase
from services.complaints.cases.queries import whole_case
from services.complaints.cases.schemas import decide as schemas
from services.complaints.cases.schemas import plain
from services.complaints.cases.shown import CaseOut
from services.complaints.cases.usecases import decide, fraud
from services.complaints.cases.values import Responsibility

router = Router(prefix="/complaints/{case_id}", tags=["complaints"])


@router.post("/responsibility", dependencies=[may("complaints.responsibility")])
async def decide_responsibility(
    case: HandledCase, body: schemas.DecideResponsibility, edge: EdgeDep
) -> CaseOut:
    verdict = Responsibility(by=edge.act.actor.subject, at=edge.act.now, **body.model_dump())
    await decide.decide_responsibility(session=edge.session, act=edge.act, case=case, verdict=verdict)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/conduct", dependencies=[may("complaints.conduct")])
async def decide_conduct(case: HandledCase, body: schemas.DecideConduct, edge: EdgeDep) -> CaseOut:
    """Upheld, it proposes a major demerit, for cause ⑤ a warning (CO-15)."""
    await decide.decide_conduct(session=edge.session, act=edge.act, case=case, **body.model_dump())
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/fraud-finding", dependencies=[may("complaints.find_fraud")])
async def find_fraud(case: HandledCase, body: schemas.FindFraud, edge: EdgeDep) -> CaseOut:
    """CO-18: proposes so many times the fee as compensation."""
    await fraud.find_fraud(
        session=edge.session, act=edge.act, case=case, ground=body.ground, service_fee=body.service_fee
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/remedy", dependencies=[may("complaints.remedy")])
async def propose_remedy(case: HandledCase, body: schemas.ProposeRemedy, edge: EdgeDep) -> CaseOut:
    await decide.propose_remedy(
        session=edge.session, act=edge.act, case=case, kind=body.kind, amount=body.price, text=body.text
    )
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/agree", dependencies=[may("complaints.agree")])
async def agree_remedy(case: HandledCase, body: schemas.Agree, edge: EdgeDep) -> CaseOut:
    """Sales, or after-sales what the GM proposed, agrees a serious case's remedy (CO-09)."""
    department = "sales" if edge.act.actor.has("sales") else "customer_service"
    events = case.agree(department=department, settled_on=body.settled_on, text=body.text)
    return await kept(edge, case, "agree", events)


@router.post("/countersign", dependencies=[may("complaints.countersign")])
async def countersign_remedy(case: HandledCase, body: plain.OnlyDepartment, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "countersign", case.countersign(department=body.department))


@router.post("/approve", dependencies=[may("complaints.approve")])
async def approve_remedy(case: HandledCase, body: plain.OptionalText, edge: EdgeDep) -> CaseOut:
    """By the authority matrix; never one's own proposal (CO-09). `text`: e.g. the minutes of the meeting."""
    await decide.approve_remedy(session=edge.session, act=edge.act, case=case, text=body.text)
    return await whole_case(edge.session, case, act=edge.act)


@router.post("/reject", dependencies=[may("complaints.approve")])
async def reject_remedy(case: HandledCase, body: plain.OnlyReason, edge: EdgeDep) -> CaseOut:
    return await kept(edge, case, "reject", case.reject(reason=body.reason, act=edge.act))
