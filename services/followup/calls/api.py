"""Routes of follow-ups (api.md, Follow-up)."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import ColumnElement, Select

from libs.common.act import Actor
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Day
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, Paging, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.followup.calls import queries, usecases
from services.followup.calls.models import FollowUp
from services.followup.calls.schemas import AttemptIn, FollowUpOut, Notify, Status


class FollowUpNotFound(NotFound):
    code = "follow_up_not_found"
    zh = "没有这条回访。"
    en = "There is no such follow-up."


def own(actor: Actor) -> ColumnElement[bool]:
    """A technician's are the monthly ones at customers whom he visited last."""
    return FollowUp.agent == actor.subject


router = Router(prefix="/follow-ups", tags=["follow_ups"])
Found = Annotated[FollowUp, found(FollowUp, param="follow_up_id", not_found=FollowUpNotFound, own=own)]
Locked = Annotated[FollowUp, locked(FollowUp, param="follow_up_id", not_found=FollowUpNotFound, own=own)]


@router.get("", dependencies=[may("follow_ups.read")])
async def list_follow_ups(
    edge: EdgeDep,
    paging: PagingDep,
    due: Annotated[Day | None, Query(description="the call list of a day, overdue first")] = None,
    agent: Annotated[str | None, Query(max_length=200)] = None,
    ticket_id: UUID | None = None,
    customer_id: UUID | None = None,
    status: Annotated[Status | None, Query()] = None,
    do_not_call: Annotated[
        bool,
        Query(description="of the day's list: customers to write to or to visit, who asked for no calls"),
    ] = False,
) -> Page[FollowUpOut]:
    query = queries.follow_ups(agent=agent, ticket_id=ticket_id, customer_id=customer_id, status=status)
    query = query.where(edge.own(own))
    if due is not None:
        calls = queries.calls_of(due, query, do_not_call=do_not_call)
        return await _call_list(edge, calls, paging)
    newest: Page[FollowUp] = await page(edge, query, FollowUp, paging, lambda call: call)
    return Page(items=await _shown(edge, newest.items), next_cursor=newest.next_cursor)


@router.get("/{follow_up_id}", dependencies=[may("follow_ups.read")])
async def read_follow_up(call: Found, edge: EdgeDep) -> FollowUpOut:
    return (await _shown(edge, [call]))[0]


@router.post("/{follow_up_id}/attempts", dependencies=[may("follow_ups.attempt")])
async def attempt_follow_up(call: Locked, body: AttemptIn, edge: EdgeDep) -> FollowUpOut:
    """Holds for every other reason to speak with the customer that is due today (`merged`).

    Each attempt is kept. One that nobody answered counts once a day, and after as many as the pack says the
    customer is unreachable; `counted` and `why_not_counted` tell of each.
    """
    await usecases.attempt_call(session=edge.session, act=edge.act, call=call, attempt=body)
    return (await _shown(edge, [call]))[0]


@router.post("/{follow_up_id}/notify", dependencies=[may("follow_ups.notify")])
async def notify(call: Locked, body: Notify, edge: EdgeDep) -> FollowUpOut:
    await usecases.notify(session=edge.session, act=edge.act, call=call, channel=body.channel, text=body.text)
    return (await _shown(edge, [call]))[0]


async def _call_list(edge: Edge, calls: Select[FollowUp], paging: Paging) -> Page[FollowUpOut]:
    """In the order in which to call, unlike other lists; the cursor names the last call shown."""
    query = queries.after(calls, paging.after).limit(paging.limit + 1)
    found = (await edge.session.scalars(query)).all()
    shown = found[: paging.limit]
    cursor = None
    if len(found) > len(shown):
        cursor = urlsafe_b64encode(shown[-1].id.bytes).decode().rstrip("=")
        edge.headers["Link"] = paging.link_to(cursor)
    return Page(items=await _shown(edge, shown), next_cursor=cursor)


async def _shown(edge: Edge, calls: Sequence[FollowUp]) -> list[FollowUpOut]:
    beside = await queries.beside(edge.session, calls, edge.act)
    return [FollowUpOut.of(call, beside[call.id], edge.act.language) for call in calls]
