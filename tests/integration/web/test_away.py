"""While something that the service needs is away: 503 with Retry-After, never 500 (api.md)."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.testing.web import client, settings_for
from libs.common.web.app import EmbeddedIssuerInProduction, service_app
from libs.common.web.keys import PublishedKeys
from libs.common.web.permission import may
from libs.common.web.routing import Router
from tests.integration.web import sample

NOTES = "/intake/v1/notes"


def application(**changes: object) -> FastAPI:
    settings = settings_for("postgresql://nobody@127.0.0.1:1/none", **changes)
    return service_app(service="intake", title="Sample", settings=settings, routers=[sample.router])


async def test_a_database_that_is_away() -> None:
    async with client(application()) as agent:
        for answer in (await agent.get(NOTES), await agent.get("/intake/health/ready")):
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.headers["retry-after"] == "1"


async def test_an_issuer_that_is_away() -> None:
    app = application()
    async with client(app) as agent:
        app.state.authenticator.keys = PublishedKeys("http://127.0.0.1:1/jwks.json")
        answer = await agent.get(NOTES)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_all_connections_in_use(app: FastAPI) -> None:
    """The pool has three; whoever waits too long is told to come back."""
    app.state.database.engine.pool._timeout = 0.05
    database = app.state.database
    async with (
        client(app) as agent,
        database.transaction() as one,
        database.transaction() as two,
        database.transaction() as three,
    ):
        for session in (one, two, three):
            await session.execute(text("SELECT 1"))
        answer = await agent.get(NOTES)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_a_connection_lost_between_requests_is_made_anew(app: FastAPI) -> None:
    async with client(app) as agent, client(app, None) as nobody:
        lost = await nobody.post(f"{NOTES}/boom/SELECT pg_terminate_backend(pg_backend_pid())")
        assert lost.status_code == 503
        assert (await agent.get(NOTES)).status_code == 200


def test_a_production_start_with_the_embedded_issuer_is_refused() -> None:
    with pytest.raises(EmbeddedIssuerInProduction):
        application(issuer="aftercare-embedded", embedded=False)
    assert application(issuer="aftercare-embedded", embedded=True)


def test_a_call_without_a_row_of_the_role_table_does_not_start() -> None:
    async def call() -> None: ...

    bare, unknown = Router(), Router()
    bare.post("/x")(call)
    unknown.post("/x", dependencies=[may("tickets.eat")])(call)
    settings = settings_for("postgresql://nobody@127.0.0.1:1/none")
    for router, told in ((bare, "POST /intake/v1/x"), (unknown, r"tickets\.eat")):
        with pytest.raises(LookupError, match=told):
            service_app(service="intake", title="x", settings=settings, routers=[router])
