from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.cases.loading import HandledCase
from services.complaints.cases.queries import whole_case
from services.complaints.cases.schemas.loss import AssessLoss
from services.complaints.cases.shown import CaseOut
from services.complaints.cases.usecases import loss

router = Router(prefix="/complaints/{case_id}", tags=["complaints"])


@router.post("/loss", dependencies=[may("complaints.decide_loss")])
async def assess_loss(case: HandledCase, body: AssessLoss, edge: EdgeDep) -> CaseOut:
    """By the loss basis of the pack, shared to who answers for it; before any notice (CO-14)."""
    await loss.assess_loss(
        session=edge.session, act=edge.act, case=case, lines=body.lines, shares=body.shares
    )
    return await whole_case(edge.session, case, act=edge.act)
