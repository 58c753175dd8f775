"""Builds a service's HTTP application: the same front hall for all of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from libs.common.clock import Clock, open_clock
from libs.common.collector import collect_rarely
from libs.common.database import Database
from libs.common.faults import is_passing
from libs.common.letters import api as letters
from libs.common.outbox import Wakeup
from libs.common.roles.table import role_table
from libs.common.settings import Settings
from libs.common.web.auth import Authenticator
from libs.common.web.call import Call
from libs.common.web.docs_page import add_docs_page
from libs.common.web.failures import form_at
from libs.common.web.faults import as_refusal
from libs.common.web.front import Front
from libs.common.web.health import add_health
from libs.common.web.idempotency import forget_old
from libs.common.web.keys import PublishedKeys
from libs.common.web.limiter import Limiter
from libs.common.web.openapi import describe
from libs.common.web.routing import Router, edge_routes, without_permission

_UPKEEP_EVERY = 3600.0
EMBEDDED_ISSUER = "aftercare-embedded"


class EmbeddedIssuerInProduction(Exception):
    """Demo users and their issuer belong to one machine; a production start with them is refused."""


def service_app(
    *, service: str, title: str, settings: Settings, routers: Sequence[Router], clock: Clock | None = None
) -> FastAPI:
    """The application with all calls of `routers` below `/{service}/v1`, or the base that one names.

    Raises `LookupError` for a call that names no row of the role table.
    """
    if settings.issuer == EMBEDDED_ISSUER and not settings.embedded:
        raise EmbeddedIssuerInProduction(
            "the embedded issuer is not for production: set AFTERCARE_ISSUER and AFTERCARE_JWKS_URL"
        )
    app = FastAPI(
        title=title,
        version="1",
        openapi_url=f"/{service}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_while_it_runs,
        exception_handlers={HTTPException: _tell},
        generate_unique_id_function=_operation_id,
    )
    _equip(app, settings, clock)
    for router in (*routers, letters.router):
        router.join(app, f"/{service}")
    app.state.failure_forms = {f"/{service}{router.base}": router.failures for router in routers}
    _enforce_roles(app, service)
    describe(app)
    add_docs_page(app, service)
    add_health(app, service)
    app.add_middleware(Front)
    return app


def _operation_id(route: APIRoute) -> str:
    """`tickets_close`: the room and the verb."""
    return "_".join([*map(str, route.tags[:1]), route.name])


def _enforce_roles(app: FastAPI, service: str) -> None:
    """Tie each call to its row; one without a row is no call."""
    if missing := without_permission(app):
        raise LookupError(f"calls without may(...) or open_to_all: {missing}")
    for route in edge_routes(app):
        if route.permission and route.permission.action:
            route.action = role_table().action(service, route.permission.action)


def _equip(app: FastAPI, settings: Settings, clock: Clock | None) -> None:
    state = app.state
    state.settings = settings
    state.clock = clock or open_clock(settings.clock_file)
    database_url = settings.database_url.get_secret_value()
    state.database = Database(database_url, pool_size=settings.pool_size)
    state.wakeup = Wakeup(database_url)
    state.authenticator = Authenticator(
        issuer=settings.issuer, audience=settings.audience, keys=PublishedKeys(settings.jwks_url)
    )
    state.limiter = Limiter(settings.requests_per_minute)


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    collect_rarely()
    upkeep = asyncio.create_task(_keep_up(app.state.database))
    yield
    upkeep.cancel()
    await app.state.wakeup.close()
    await app.state.database.close()


async def _keep_up(database: Database) -> None:
    while True:
        await asyncio.sleep(_UPKEEP_EVERY)
        try:
            async with database.transaction() as session:
                await forget_old(session)
        except Exception as error:
            if not is_passing(error):
                raise


async def _tell(request: Request, error: Exception) -> Response:
    call: Call = request.scope["call"]
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        error = HTTPException(error.status_code, headers={"Allow": _allowed(request)})
    refusal = as_refusal(error)
    return form_at(request.scope).answer(refusal, path=request.scope["path"], language=call.language)


def _allowed(request: Request) -> str:
    """All methods of an address; each has a route of its own."""
    path = request.scope["path"]
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    methods = set().union(*(route.methods or set() for route in routes if route.path_regex.match(path)))
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
