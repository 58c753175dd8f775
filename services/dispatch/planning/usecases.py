"""Making and publishing plans; a solver comes later behind the same calls (DI-03)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import dispatch as events
from libs.common.ids import new_id, site_date
from libs.common.record import record
from libs.common.web.problems import Invalid
from services.dispatch.jobs import queries as job_queries
from services.dispatch.jobs import usecases as jobs
from services.dispatch.jobs.models import Job
from services.dispatch.packs import planning_on
from services.dispatch.planning import pinning, queries, rules
from services.dispatch.planning.models import Plan, PlanOutdated
from services.dispatch.planning.pinning import Pin


async def make_plan(*, session: AsyncSession, act: Act, day: date, pinned: Sequence[Pin]) -> Plan:
    """Pinned jobs first, then by urgency; what is left out says why (DI-05, DI-06)."""
    figures = planning_on(site_date(act.now))
    waiting = await job_queries.waiting(session, day=day)
    routes = await queries.routes(session, day=day, now=act.now, figures=figures)
    tasks = {job.id: queries.task(job, ticket, day=day, figures=figures) for job, ticket in waiting}
    _refuse_unknown(pinned, set(tasks), {route.technician_id for route in routes})
    broken = pinning.place(pinned, tasks, routes, figures)
    free = [task for job_id, task in tasks.items() if job_id not in {pin.job_id for pin in pinned}]
    unplaced = rules.place_all(free, routes, figures)
    plan = Plan(
        id=new_id(),
        version=0,
        day=day,
        status="draft",
        routes=[shown for route in routes if (shown := _route(route))["stops"]],
        unplaced=[_left_out(tasks[job_id], reasons) for job_id, reasons in unplaced.items()],
        cost=_cost(routes, len(unplaced)),
        warnings=broken,
        made_by=act.actor.subject,
        made_at=act.now,
    )
    session.add(plan)
    await record(session, act=act, aggregate=plan, verb="make")
    return plan


async def publish_plan(*, session: AsyncSession, act: Act, plan: Plan) -> None:
    """Each stop becomes a visit, each job left out is told of (DI-03, DI-05)."""
    plan.publish()
    promised = timedelta(minutes=planning_on(site_date(act.now)).promised_window_minutes)
    stops = plan.stops()
    left_out = {UUID(item["job_id"]): item["reasons"] for item in plan.unplaced}
    locked = await queries.jobs_by_id(session, [*(UUID(stop["job_id"]) for _, stop in stops), *left_out])
    technicians = await queries.technicians_by_id(session, [technician_id for technician_id, _ in stops])
    for technician_id, stop in stops:
        job = locked[UUID(stop["job_id"])]
        if job.status != "open" or technicians[technician_id].status != "active":
            raise PlanOutdated
        start = datetime.fromisoformat(stop["start_at"])
        await jobs.give(
            session=session,
            act=act,
            job=job,
            technician=technicians[technician_id],
            window=(start, start + promised),
            planned=[_planned(plan, job, technician_id, stop)],
        )
    for job_id, reasons in left_out.items():
        if (job := locked[job_id]).status == "open":
            happened = events.JobUnplaced(ticket_id=job.ticket_id, reasons=reasons)
            await jobs.keep(session, act, job, "leave-out", [happened])
    await record(session, act=act, aggregate=plan, verb="publish")


def _planned(plan: Plan, job: Job, technician_id: UUID, stop: dict[str, Any]) -> events.JobPlanned:
    return events.JobPlanned(
        ticket_id=job.ticket_id,
        plan_id=plan.id,
        technician_id=technician_id,
        arrive_at=datetime.fromisoformat(stop["arrive_at"]),
    )


def _refuse_unknown(pinned: Sequence[Pin], jobs: set[UUID], technicians: set[UUID]) -> None:
    for i, pin in enumerate(pinned):
        if pin.job_id not in jobs:
            raise Invalid.field(f"/pinned/{i}/job_id", "unknown", "no open job of that day")
        if pin.job_id in {earlier.job_id for earlier in pinned[:i]}:
            raise Invalid.field(f"/pinned/{i}/job_id", "repeated", "the job is pinned already")
        if pin.technician_id not in technicians:
            raise Invalid.field(f"/pinned/{i}/technician_id", "unknown", "no active technician")


def _route(route: rules.Route) -> dict[str, Any]:
    stops = [
        {
            "job_id": str(stop.job_id),
            "arrive_at": stop.arrive_at.isoformat(),
            "start_at": stop.start_at.isoformat(),
            "end_at": stop.end_at.isoformat(),
            "travel_minutes": stop.travel_minutes,
        }
        for stop in route.stops
        if stop.added
    ]
    return {"technician_id": str(route.technician_id), "stops": stops}


def _left_out(task: rules.Task, reasons: list[str]) -> dict[str, Any]:
    return {"job_id": str(task.job_id), "reasons": reasons, "skill": task.skill}


def _cost(routes: Sequence[rules.Route], unplaced: int) -> dict[str, Any]:
    added = [stop for route in routes for stop in route.stops if stop.added]
    return {
        "travel_minutes": sum(stop.travel_minutes for stop in added),
        "visits": len(added),
        "technicians": sum(any(stop.added for stop in route.stops) for route in routes),
        "unplaced": unplaced,
    }
