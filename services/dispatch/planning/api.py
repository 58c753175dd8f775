"""Routes of plans (api.md, Dispatch)."""

from typing import Annotated

from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.planning import schemas as s
from services.dispatch.planning import usecases
from services.dispatch.planning.models import Plan, PlanNotFound
from services.dispatch.planning.pinning import Pin

router = Router(prefix="/plans", tags=["plans"])

Found = Annotated[Plan, found(Plan, param="plan_id", not_found=PlanNotFound)]
Locked = Annotated[Plan, locked(Plan, param="plan_id", not_found=PlanNotFound)]


@router.post("", status_code=201, dependencies=[may("plans.make")])
async def make_plan(body: s.MakePlan, edge: EdgeDep) -> s.PlanOut:
    """A proposal for the day: who goes where when, who is left out, why, what would help (DI-03, DI-05)."""
    pinned = [Pin(pin.job_id, pin.technician_id) for pin in body.pinned]
    plan = await usecases.make_plan(session=edge.session, act=edge.act, day=body.date, pinned=pinned)
    edge.etag_of(plan)
    return s.PlanOut.of(plan, edge.act.language)


@router.get("", dependencies=[may("plans.read")])
async def list_plans(edge: EdgeDep, paging: PagingDep) -> Page[s.PlanOut]:
    return await page(edge, select(Plan), Plan, paging, lambda plan: s.PlanOut.of(plan, edge.act.language))


@router.get("/{plan_id}", dependencies=[may("plans.read")])
async def read_plan(plan: Found, edge: EdgeDep) -> s.PlanOut:
    return s.PlanOut.of(plan, edge.act.language)


@router.post("/{plan_id}/publish", dependencies=[may("plans.publish")])
async def publish_plan(plan: Locked, edge: EdgeDep) -> s.PlanOut:
    """Every stop becomes a visit, offered to its technician."""
    await usecases.publish_plan(session=edge.session, act=edge.act, plan=plan)
    return s.PlanOut.of(plan, edge.act.language)
