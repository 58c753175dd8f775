"""Routes of visits: reading, and the steps of a visit's life (api.md, Dispatch; DI-08, DI-10)."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query

from libs.common.events.envelope import Event
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Day
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.jobs.schemas import TicketFacts
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.visits import queries, usecases
from services.dispatch.visits import schemas as s
from services.dispatch.visits.keeping import keep
from services.dispatch.visits.models import Visit
from services.dispatch.visits.resources import FoundVisit, LockedVisit

router = Router(prefix="/visits", tags=["visits"])


async def recorded(edge: Edge, visit: Visit, verb: str, happened: Sequence[Event]) -> s.VisitOut:
    """For acts that change nothing but the visit."""
    await keep(edge.session, edge.act, visit, verb, happened)
    return s.VisitOut.of(visit)


@router.get("", dependencies=[may("visits.read")])
async def list_visits(
    edge: EdgeDep,
    paging: PagingDep,
    date_: Annotated[Day | None, Query(alias="date")] = None,
    technician_id: UUID | None = None,
    ticket_id: UUID | None = None,
) -> Page[s.VisitOut]:
    """A technician sees the own ones."""
    query = queries.visits(day=date_, technician_id=technician_id, ticket_id=ticket_id)
    return await page(edge, query.where(edge.own(queries.own_visits)), Visit, paging, s.VisitOut.of)


@router.get("/{visit_id}", dependencies=[may("visits.read")])
async def read_visit(visit: FoundVisit, edge: EdgeDep) -> s.VisitDetail:
    """With what the technician has to know of the ticket."""
    ticket = await edge.session.get_one(Ticket, visit.ticket_id)
    return s.VisitDetail.of(visit, ticket=TicketFacts.model_validate(ticket))


@router.post("/{visit_id}/accept", dependencies=[may("visits.accept")])
async def accept(visit: LockedVisit, body: s.When, edge: EdgeDep) -> s.VisitOut:
    return await recorded(edge, visit, "accept", visit.accept(at=body.moment(visit, edge.act.now)))


@router.post("/{visit_id}/depart", dependencies=[may("visits.depart")])
async def depart(visit: LockedVisit, body: s.When, edge: EdgeDep) -> s.VisitOut:
    """A check-out call that the technician still owes is missed now."""
    at = body.moment(visit, edge.act.now)
    await usecases.depart(session=edge.session, act=edge.act, visit=visit, at=at, told_at=body.at)
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/arrive", dependencies=[may("visits.arrive")])
async def arrive(visit: LockedVisit, body: s.When, edge: EdgeDep) -> s.VisitOut:
    """Compared with the promised window."""
    return await recorded(edge, visit, "arrive", visit.arrive(at=body.moment(visit, edge.act.now)))


@router.post("/{visit_id}/start", dependencies=[may("visits.start")])
async def start(visit: LockedVisit, body: s.When, edge: EdgeDep) -> s.VisitOut:
    """409 `consent_needed` while the customer's consent is missing."""
    await usecases.start(session=edge.session, act=edge.act, visit=visit, at=body.moment(visit, edge.act.now))
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/complete", dependencies=[may("visits.complete")])
async def complete(visit: LockedVisit, body: s.Complete, edge: EdgeDep) -> s.VisitOut:
    """The customer was given the survey, or refused it; the report has to be submitted before."""
    await usecases.complete(
        session=edge.session,
        act=edge.act,
        visit=visit,
        at=body.moment(visit, edge.act.now),
        survey_given=body.survey_given,
    )
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/fail", dependencies=[may("visits.fail")])
async def fail(visit: LockedVisit, body: s.Fail, edge: EdgeDep) -> s.VisitOut:
    """The job leads the next day's list."""
    at = body.moment(visit, edge.act.now)
    await usecases.fail(session=edge.session, act=edge.act, visit=visit, at=at, reason=body.reason)
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/no-show", dependencies=[may("visits.no_show")])
async def no_show(visit: LockedVisit, body: s.NoShow, edge: EdgeDep) -> s.VisitOut:
    """The customer was not there: called, marked in the customer's file, and due a new appointment."""
    at = body.moment(visit, edge.act.now)
    await usecases.miss(session=edge.session, act=edge.act, visit=visit, at=at, channel=body.channel)
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/reschedule", dependencies=[may("visits.reschedule")])
async def reschedule(visit: LockedVisit, body: s.Reschedule, edge: EdgeDep) -> s.VisitOut:
    """A new promise to the customer, before the technician arrives."""
    await usecases.reschedule(
        session=edge.session,
        act=edge.act,
        visit=visit,
        window=body.window.pair,
        reason=body.reason or "",
        agreed=body.agreed,
        at=body.moment(visit, edge.act.now),
    )
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/agree", dependencies=[may("visits.agree")])
async def agree(visit: LockedVisit, body: s.Agree, edge: EdgeDep) -> s.VisitOut:
    """The customer said yes to the appointment."""
    agreed = visit.agree(how=body.how, at=body.moment(visit, edge.act.now))
    return await recorded(edge, visit, "agree", agreed)


@router.post("/{visit_id}/delay", dependencies=[may("visits.delay")])
async def delay(visit: LockedVisit, body: s.Delay, edge: EdgeDep) -> s.VisitOut:
    """Recorded before the window ends, with its reason, lateness isn't own fault at once."""
    await usecases.delay(
        session=edge.session,
        act=edge.act,
        visit=visit,
        minutes=body.minutes,
        reason=body.reason,
        said_at=body.at,
        channel=body.channel,
    )
    return s.VisitOut.of(visit)


@router.post("/{visit_id}/lateness", dependencies=[may("visits.judge_lateness")])
async def judge_lateness(visit: LockedVisit, body: s.JudgeLateness, edge: EdgeDep) -> s.VisitOut:
    """The dispatcher's judgement, which may withdraw what the arrival proposed."""
    judged = visit.judge_lateness(own_fault=body.own_fault, reason=body.reason)
    return await recorded(edge, visit, "judge-lateness", judged)
