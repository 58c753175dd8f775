from typing import Annotated

from fastapi import Query

from libs.common.web.edge import EdgeDep
from libs.common.web.fields import ShortText
from libs.common.web.paging import Page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.cases.queries import worklist
from services.complaints.cases.shown import CaseRow, CauseOut
from services.complaints.policy import causes

router = Router(tags=["complaints"])


@router.get("/worklist", dependencies=[may("complaints.read")])
async def read_worklist(
    edge: EdgeDep,
    handler: Annotated[ShortText | None, Query()] = None,
    department: Annotated[ShortText | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[CaseRow]:
    """Open cases in the order in which they are handled: serious ones ahead, then the oldest (CO-04)."""
    found = await edge.session.scalars(worklist(handler=handler, department=department).limit(limit))
    return Page(items=[CaseRow.model_validate(case) for case in found])


@router.get("/cause-codes", dependencies=[may("cause_codes.read")])
async def list_cause_codes(edge: EdgeDep) -> Page[CauseOut]:
    """Names of causes in zh and en; `cause_code` also takes any other word (CO-03)."""
    return Page(items=[CauseOut.model_validate(cause) for cause in causes(edge.act.now)])
