"""Routes of jobs and the dispatch register (api.md, Dispatch)."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from sqlalchemy import ColumnElement, select

from libs.common.act import Actor
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Day
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.jobs import queries, usecases
from services.dispatch.jobs import schemas as s
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.refusals import JobNotFound
from services.dispatch.knowledge.queries import articles_on, issues_of
from services.dispatch.schemas import Reason, Window
from services.dispatch.technicians.models import Technician

router = Router(tags=["jobs"])


def own_jobs(actor: Actor) -> ColumnElement[bool]:
    """Those assigned to the technician who asks."""
    return Job.technician_id.in_(select(Technician.id).where(Technician.user == actor.subject))


Found = Annotated[Job, found(Job, param="job_id", not_found=JobNotFound)]
Locked = Annotated[Job, locked(Job, param="job_id", not_found=JobNotFound, own=own_jobs)]


@router.get("/jobs", dependencies=[may("jobs.read")])
async def list_jobs(
    edge: EdgeDep,
    paging: PagingDep,
    date_: Annotated[Day | None, Query(alias="date")] = None,
    status: s.Status | None = None,
    ticket_id: UUID | None = None,
) -> Page[s.JobOut]:
    """`date`: whose list the job stands on."""
    query = queries.jobs(day=date_, status=status, ticket_id=ticket_id)
    return await page(edge, query, Job, paging, s.JobOut.model_validate)


@router.get("/jobs/{job_id}", dependencies=[may("jobs.read")])
async def read_job(job: Found, edge: EdgeDep) -> s.JobDetail:
    ticket = await queries.ticket_of(edge.session, job)
    return s.JobDetail.of(
        job,
        ticket,
        articles=await articles_on(edge.session, ticket),
        issues=await issues_of(edge.session, ticket),
        language=edge.act.language,
    )


@router.post("/jobs/{job_id}/assign", status_code=201, dependencies=[may("jobs.assign")])
async def assign_job(job: Locked, body: s.AssignJob, edge: EdgeDep) -> s.Assigned:
    """By hand, with `warnings` where shift, skill, travel or region speak against it (DI-06)."""
    visit, warnings = await usecases.assign_job(
        session=edge.session,
        act=edge.act,
        job=job,
        technician_id=body.technician_id,
        window=body.window.pair,
        agreed=body.agreed,
    )
    return s.Assigned(
        visit_id=visit.id,
        job_id=job.id,
        ticket_id=job.ticket_id,
        technician_id=visit.technician_id,
        window=Window(from_=visit.window_from, to=visit.window_to),
        warnings=[s.Warned.of(code, edge.act.language) for code in warnings],
    )


@router.post("/jobs/{job_id}/refuse", dependencies=[may("jobs.refuse")])
async def refuse_job(job: Locked, body: Reason, edge: EdgeDep) -> s.JobOut:
    """The technician's refusal, with its reason; judged by the dispatcher afterwards (DI-07)."""
    await usecases.refuse_job(session=edge.session, act=edge.act, job=job, reason=body.reason)
    return s.JobOut.model_validate(job)


@router.post("/jobs/{job_id}/judge-refusal", dependencies=[may("jobs.judge_refusal")])
async def judge_refusal(job: Locked, body: s.JudgeRefusal, edge: EdgeDep) -> s.JobOut:
    await usecases.judge_refusal(
        session=edge.session, act=edge.act, job=job, justified=body.justified, reason=body.reason
    )
    return s.JobOut.model_validate(job)


@router.post("/jobs/{job_id}/unassign", dependencies=[may("jobs.unassign")])
async def unassign_job(job: Locked, edge: EdgeDep) -> s.JobOut:
    await usecases.unassign_job(session=edge.session, act=edge.act, job=job)
    return s.JobOut.model_validate(job)


@router.get("/register/{date}", dependencies=[may("register.read")])
async def read_register(date_: Annotated[Day, Path(alias="date")], edge: EdgeDep) -> s.DispatchRegister:
    """The dispatch register of a day: who, to whom, when, by whose order (DI-07)."""
    entries = await queries.register_entries(edge.session, day=date_)
    waiting = await queries.waiting(edge.session, day=date_)
    return s.DispatchRegister(
        date=date_,
        entries=[s.EntryOut.of(entry) for entry in entries],
        waiting=[s.JobOut.model_validate(job) for job, _ in waiting],
    )
