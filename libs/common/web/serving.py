"""From a matched route to its answer: sign-in, role, one transaction, commit, and how failures are told."""

from typing import Any, Protocol

from fastapi import Request, Response
from sqlalchemy import text
from starlette.requests import ClientDisconnect
from starlette.types import Send

from libs.common.act import Act, Actor
from libs.common.privacy.seeing import show_to
from libs.common.roles.table import Action
from libs.common.web.auth import Authenticator
from libs.common.web.call import Call
from libs.common.web.edge import Edge
from libs.common.web.failures import FailureForm
from libs.common.web.faults import as_refusal
from libs.common.web.permission import PUBLIC, reach_of
from libs.common.web.problems import Refusal

_DENY = text(
    "INSERT INTO denials (at, actor, action, path, request_id)"
    " VALUES (:at, :actor, :action, :path, :request_id)"
)


class Route(Protocol):
    """What is known of a matched route here; what it does with a call is its own."""

    action: Action | None
    failures: FailureForm

    async def answer(self, request: Request, edge: Edge) -> Response: ...


async def serve(route: Route, request: Request, send: Send) -> None:
    call: Call = request.scope["call"]
    try:
        response = await _response(route, request, call)
    except ClientDisconnect:
        return
    except Exception as error:
        refusal = as_refusal(error)
        response = route.failures.answer(refusal, path=request.scope["path"], language=call.language)
    await response(request.scope, request.receive, send)


async def _response(route: Route, request: Request, call: Call) -> Response:
    state = request.app.state
    actor = await _actor(route, request, state.authenticator)
    call.limit(state.limiter, actor.subject if actor is not PUBLIC else call.client)
    try:
        edge = _edge(route, request, call, actor)
        return await _within(route, request, edge)
    except Refusal as refusal:
        if refusal.status == 403 or (refusal.status == 404 and actor.partner_id):
            await _record_denial(route, request, call, actor)
        raise


async def _actor(route: Route, request: Request, authenticator: Authenticator) -> Actor:
    if route.action is None:
        return PUBLIC
    return await authenticator.actor(request.headers.get("authorization"))


def _edge(route: Route, request: Request, call: Call, actor: Actor) -> Edge:
    """Raises `Forbidden`."""
    state = request.app.state
    act = Act(
        actor=actor,
        now=state.clock.now(),
        request_id=call.request_id,
        source="http",
        traceparent=call.traceparent,
        language=call.language,
    )
    reach = reach_of(actor, route.action)
    edge = Edge(database=state.database, act=act, reach=reach, path=request.scope["path"])
    request.scope["edge"] = edge
    show_to(actor)
    return edge


async def _within(route: Route, request: Request, edge: Edge) -> Response:
    """The answer, given only after its transaction is committed."""
    try:
        response = await route.answer(request, edge)
        wake = await edge.conclude()
    finally:
        await edge.close()
    if wake:
        request.app.state.wakeup.after_commit()
    return response


async def _record_denial(route: Route, request: Request, call: Call, actor: Actor) -> None:
    values: dict[str, Any] = {
        "at": request.app.state.clock.now(),
        "actor": actor.subject,
        "action": route.action.name if route.action else "public",
        "path": request.scope["path"],
        "request_id": call.request_id,
    }
    async with request.app.state.database.transaction() as session:
        await session.execute(_DENY, values)
