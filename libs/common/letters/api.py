"""Routes of dead letters, the same in every service: for administrators (XC-02, XC-05)."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.orm import undefer

from libs.common.letters import usecases
from libs.common.letters.models import DeadLetter
from libs.common.letters.schemas import (
    LetterContentOut,
    LetterOut,
    LettersOut,
    MendLetter,
    Reason,
    ReplayLetters,
    ReplayOut,
)
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import keep_nulls, may
from libs.common.web.routing import Router

router = Router(prefix="/dead-letters", tags=["dead_letters"])
EventId = Annotated[UUID, Path(description="of the event, or made from the bytes where it has none")]


@router.get("", dependencies=[may("dead_letters.read")])
async def list_letters(
    edge: EdgeDep,
    paging: PagingDep,
    consumer: Annotated[str | None, Query(max_length=200)] = None,
    reason: Annotated[Reason | None, Query()] = None,
) -> Page[LetterOut]:
    """Events that this service has set aside, by whom and why."""
    query = select(DeadLetter)
    if consumer is not None:
        query = query.where(DeadLetter.consumer == consumer)
    if reason is not None:
        query = query.where(DeadLetter.reason == reason)
    return await page(edge, query, DeadLetter, paging, LetterOut.model_validate)


@router.get("/{event_id}", dependencies=[may("dead_letters.read")])
async def show_letter(event_id: EventId, edge: EdgeDep) -> LettersOut:
    """With headers and content."""
    return await _shown(edge, event_id)


@router.post("/{event_id}/mend", dependencies=[may("dead_letters.mend"), keep_nulls])
async def mend_letter(event_id: EventId, body: MendLetter, edge: EdgeDep) -> LettersOut:
    """Give the event a content that can be read; replay it afterwards."""
    await usecases.mend(
        edge.session,
        act=edge.act,
        event_id=event_id,
        value=to_json(body.data),
        headers=body.headers or {},
    )
    return await _shown(edge, event_id)


@router.post("/{event_id}/replay", dependencies=[may("dead_letters.replay")])
async def replay_letter(event_id: EventId, edge: EdgeDep) -> ReplayOut:
    """Have the worker take up the event, with all that waits behind it."""
    return ReplayOut(letters=await usecases.replay_event(edge.session, act=edge.act, event_id=event_id))


@router.post("/replay", dependencies=[may("dead_letters.replay")])
async def replay_letters(body: ReplayLetters, edge: EdgeDep) -> ReplayOut:
    """Have the worker take up all that one consumer has set aside."""
    return ReplayOut(
        letters=await usecases.replay_consumer(edge.session, act=edge.act, consumer=body.consumer)
    )


async def _shown(edge: Edge, event_id: UUID) -> LettersOut:
    query = (
        select(DeadLetter)
        .where(DeadLetter.event_id == event_id)
        .options(undefer(DeadLetter.headers), undefer(DeadLetter.value))
        .order_by(DeadLetter.consumer)
    )
    letters = (await edge.session.scalars(query)).all()
    if not letters:
        raise usecases.LetterNotFound
    return LettersOut(items=[LetterContentOut.of(letter) for letter in letters])
