"""Routes of penalties (CO-15)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Nothing
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.queries import own, penalties
from services.complaints.penalties.refusals import PenaltyNotFound
from services.complaints.penalties.schemas import ObjectTo, PenaltyOut, Rule, WriteNotice
from services.complaints.penalties.usecases import path
from services.complaints.penalties.values import Status

router = Router(prefix="/penalties", tags=["penalties"])
_NAMED: dict[str, Any] = {"param": "penalty_id", "not_found": PenaltyNotFound, "own": own}
Found = Annotated[Penalty, found(Penalty, **_NAMED)]
Locked = Annotated[Penalty, locked(Penalty, **_NAMED)]


@router.get("", dependencies=[may("penalties.read")])
async def list_penalties(
    edge: EdgeDep,
    paging: PagingDep,
    technician_id: Annotated[UUID | None, Query()] = None,
    case_id: Annotated[UUID | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
) -> Page[PenaltyOut]:
    """Technicians see their own; `case_id` finds those from facts on the case's ticket too."""
    query = penalties(technician_id=technician_id, case_id=case_id, status=status)
    return await page(edge, query.where(edge.own(own)), Penalty, paging, PenaltyOut.of)


@router.get("/{penalty_id}", dependencies=[may("penalties.read")])
async def read_penalty(penalty: Found) -> PenaltyOut:
    return PenaltyOut.of(penalty)


@router.post("/{penalty_id}/confirm", dependencies=[may("penalties.confirm")])
async def confirm_penalty(penalty: Locked, _: Nothing, edge: EdgeDep) -> PenaltyOut:
    """From now on the person may object."""
    return PenaltyOut.of(await path.confirm(session=edge.session, act=edge.act, penalty=penalty))


@router.post("/{penalty_id}/object", dependencies=[may("penalties.object")])
async def object_to_penalty(penalty: Locked, body: ObjectTo, edge: EdgeDep) -> PenaltyOut:
    """By the person whom it is about."""
    objected = await path.object_to(session=edge.session, act=edge.act, penalty=penalty, text=body.text or "")
    return PenaltyOut.of(objected)


@router.post("/{penalty_id}/rule", dependencies=[may("penalties.rule")])
async def rule_on_penalty(penalty: Locked, body: Rule, edge: EdgeDep) -> PenaltyOut:
    ruled = await path.rule(
        session=edge.session,
        act=edge.act,
        penalty=penalty,
        sanction=body.sanction,
        amount=body.amount,
        withdrawn=body.withdrawn,
        reason=body.reason,
    )
    return PenaltyOut.of(ruled)


@router.post("/{penalty_id}/notice", dependencies=[may("penalties.notice")])
async def write_penalty_notice(penalty: Locked, body: WriteNotice, edge: EdgeDep) -> PenaltyOut:
    noticed = await path.notice(session=edge.session, act=edge.act, penalty=penalty, text=body.text)
    return PenaltyOut.of(noticed)


@router.post("/{penalty_id}/approve", dependencies=[may("penalties.approve")])
async def approve_penalty(penalty: Locked, _: Nothing, edge: EdgeDep) -> PenaltyOut:
    return PenaltyOut.of(await path.approve(session=edge.session, act=edge.act, penalty=penalty))


@router.post("/{penalty_id}/publish", dependencies=[may("penalties.publish")])
async def publish_penalty(penalty: Locked, _: Nothing, edge: EdgeDep) -> PenaltyOut:
    """An administrative punishment with its personnel announcement (CO-16)."""
    return PenaltyOut.of(await path.publish(session=edge.session, act=edge.act, penalty=penalty))
