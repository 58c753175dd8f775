"""Routes of dissatisfaction (api.md, Follow-up; FU-10)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.followup.dissatisfaction import usecases
from services.followup.dissatisfaction.models import Dissatisfaction
from services.followup.dissatisfaction.schemas import DissatisfactionOut, Settle, State


class DissatisfactionNotFound(NotFound):
    code = "dissatisfaction_not_found"
    zh = "没有这条不满意记录。"
    en = "There is no such dissatisfaction."


router = Router(prefix="/dissatisfaction", tags=["dissatisfaction"])
_PARAM = "dissatisfaction_id"
Found = Annotated[Dissatisfaction, found(Dissatisfaction, param=_PARAM, not_found=DissatisfactionNotFound)]
Locked = Annotated[Dissatisfaction, locked(Dissatisfaction, param=_PARAM, not_found=DissatisfactionNotFound)]


@router.get("", dependencies=[may("dissatisfaction.read")])
async def list_dissatisfaction(
    edge: EdgeDep,
    paging: PagingDep,
    state: Annotated[State | None, Query()] = None,
    ticket_id: UUID | None = None,
) -> Page[DissatisfactionOut]:
    query = select(Dissatisfaction)
    if state is not None:
        query = query.where(Dissatisfaction.state == state)
    if ticket_id is not None:
        query = query.where(Dissatisfaction.ticket_id == ticket_id)
    return await page(edge, query, Dissatisfaction, paging, DissatisfactionOut.model_validate)


@router.get("/{dissatisfaction_id}", dependencies=[may("dissatisfaction.read")])
async def read_dissatisfaction(reported: Found) -> DissatisfactionOut:
    return DissatisfactionOut.model_validate(reported)


@router.post("/{dissatisfaction_id}/settle", dependencies=[may("dissatisfaction.settle")])
async def settle(reported: Locked, body: Settle, edge: EdgeDep) -> DissatisfactionOut:
    await usecases.settle(
        session=edge.session,
        act=edge.act,
        reported=reported,
        action=body.action,
        check_on=body.check_on,
    )
    return DissatisfactionOut.model_validate(reported)
