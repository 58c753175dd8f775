"""Route of the deadline calculator (api.md, Intake)."""

from libs.common.calendar import CalendarError
from libs.common.calendar.schemas import DeadlineAnswer, DeadlineRequest
from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.problems import Invalid
from libs.common.web.routing import Router

router = Router(prefix="/deadlines", tags=["deadlines"])


@router.post("/compute", dependencies=[may("deadlines.compute")])
async def compute_deadline(body: DeadlineRequest, edge: EdgeDep) -> DeadlineAnswer:
    try:
        return body.answer()
    except CalendarError as error:
        detail = error.detail if edge.act.language == "en" else error.detail_zh
        raise Invalid.field(error.pointer, error.code, detail) from None
