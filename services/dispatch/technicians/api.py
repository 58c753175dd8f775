"""Routes of technicians (api.md, Dispatch)."""

from typing import Annotated

from libs.common.ids import site_date
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.dispatch.technicians import queries, usecases
from services.dispatch.technicians import schemas as s
from services.dispatch.technicians.models import Technician


class TechnicianNotFound(NotFound):
    code = "technician_not_found"
    zh = "没有这位服务人员。"
    en = "There is no such technician."


router = Router(prefix="/technicians", tags=["technicians"])

Found = Annotated[Technician, found(Technician, param="technician_id", not_found=TechnicianNotFound)]
Locked = Annotated[Technician, locked(Technician, param="technician_id", not_found=TechnicianNotFound)]


async def _detail(edge: Edge, technician: Technician) -> s.TechnicianDetail:
    standing = await queries.standing(edge.session, technician)
    on_time = {"arrived": standing.arrived, "late": standing.late}
    hours = usecases.reachable_on(site_date(edge.act.now))
    reachable = {"from": f"{hours.from_:%H:%M}", "to": f"{hours.to:%H:%M}"}
    return s.TechnicianDetail.of(technician, load=standing.load, on_time=on_time, reachable=reachable)


@router.post("", status_code=201, dependencies=[may("technicians.register")])
async def register_technician(body: s.RegisterTechnician, edge: EdgeDep) -> s.TechnicianDetail:
    """Skills are product categories or free words; `user` is the sign-in name whose own visits these are."""
    technician = await usecases.register_technician(
        session=edge.session, act=edge.act, columns=body.columns()
    )
    edge.etag_of(technician)
    return await _detail(edge, technician)


@router.get("", dependencies=[may("technicians.read")])
async def list_technicians(
    edge: EdgeDep, paging: PagingDep, status: s.Status | None = None
) -> Page[s.TechnicianOut]:
    return await page(edge, queries.technicians(status), Technician, paging, s.TechnicianOut.of)


@router.get("/{technician_id}", dependencies=[may("technicians.read")])
async def read_technician(technician: Found, edge: EdgeDep) -> s.TechnicianDetail:
    """With the load of today and later, and the on-time record (DI-01)."""
    return await _detail(edge, technician)


@router.patch("/{technician_id}", dependencies=[may("technicians.change")])
async def change_technician(
    technician: Locked, body: s.ChangeTechnician, edge: EdgeDep
) -> s.TechnicianDetail:
    await usecases.change_technician(
        session=edge.session, act=edge.act, technician=technician, columns=body.columns()
    )
    return await _detail(edge, technician)


@router.post("/{technician_id}/trainings", dependencies=[may("technicians.train")])
async def add_training(technician: Locked, body: s.Training, edge: EdgeDep) -> s.TechnicianDetail:
    """HR's training records (DI-01)."""
    trainings = [*technician.trainings, body.model_dump(mode="json")]
    await usecases.change_technician(
        session=edge.session, act=edge.act, technician=technician, columns={"trainings": trainings}
    )
    return await _detail(edge, technician)


@router.post("/{technician_id}/unreachable", dependencies=[may("technicians.report_unreachable")])
async def report_unreachable(technician: Locked, body: s.Unreachable, edge: EdgeDep) -> s.TechnicianDetail:
    """Switched off without cause, or a call refused, between 08:00 and 22:00 (DI-17)."""
    await usecases.report_unreachable(
        session=edge.session, act=edge.act, technician=technician, at=body.at or edge.act.now, how=body.how
    )
    return await _detail(edge, technician)
