"""Routes of report, check-out call, review and archive (api.md, Dispatch; DI-10, DI-11)."""

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.visits import schemas_report as s
from services.dispatch.visits import usecases
from services.dispatch.visits.api import recorded
from services.dispatch.visits.resources import LockedVisit
from services.dispatch.visits.schemas import VisitOut, When

router = Router(prefix="/visits/{visit_id}", tags=["visits"])


@router.post("/report", dependencies=[may("visits.report")])
async def hand_in_report(visit: LockedVisit, body: s.ReportIn, edge: EdgeDep) -> s.ReportOut:
    """Stored in any case: `submitted`, or `returned` with what is `missing`."""
    report = body.model_dump(mode="json", exclude={"at"})
    await usecases.hand_in_report(
        session=edge.session, act=edge.act, visit=visit, report=report, at=body.moment(visit, edge.act.now)
    )
    return s.ReportOut(status=visit.report_status, missing=visit.report_missing)


@router.post("/check-out", dependencies=[may("visits.check_out")])
async def check_out(visit: LockedVisit, body: When, edge: EdgeDep) -> VisitOut:
    """The call to headquarters when leaving."""
    at = body.moment(visit, edge.act.now)
    await usecases.check_out(session=edge.session, act=edge.act, visit=visit, at=at)
    return VisitOut.of(visit)


@router.post("/approve-report", dependencies=[may("visits.approve_report")])
async def approve_report(visit: LockedVisit, body: When, edge: EdgeDep) -> VisitOut:
    """Doesn't wait for the check-out call."""
    approved = visit.approve_report(at=body.moment(visit, edge.act.now))
    return await recorded(edge, visit, "approve-report", approved)


@router.post("/return-report", dependencies=[may("visits.return_report")])
async def return_report(visit: LockedVisit, body: s.ReturnReport, edge: EdgeDep) -> VisitOut:
    returned = visit.return_report(missing=list(body.missing), at=body.moment(visit, edge.act.now))
    return await recorded(edge, visit, "return-report", returned)


@router.post("/archive", dependencies=[may("visits.archive")])
async def archive(visit: LockedVisit, body: When, edge: EdgeDep) -> VisitOut:
    """Report approved and checked out."""
    return await recorded(edge, visit, "archive", visit.archive(at=body.moment(visit, edge.act.now)))
