from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.database import Database
from libs.common.schema import COMMON_TABLES
from libs.common.testing.web import settings_for
from libs.common.web.app import service_app
from tests.integration.web import sample
from tests.servers import Database as TestDatabase


@pytest.fixture
async def app(database: TestDatabase) -> AsyncIterator[FastAPI]:
    """The sample service on a fresh database."""
    settings = settings_for(database.url("intake"), pool_size=3)
    built = service_app(service="intake", title="Sample", settings=settings, routers=[sample.router])
    await create_tables(built)
    yield built
    await built.state.database.close()
    await built.state.wakeup.close()


async def create_tables(app: FastAPI) -> None:
    opened: Database = app.state.database
    async with opened.engine.begin() as connection:
        for statement in (*COMMON_TABLES, sample.DDL):
            await connection.execute(text(statement.replace(":", r"\:")))
    await opened.close()


@pytest.fixture
async def partners(app: FastAPI, database: TestDatabase) -> AsyncIterator[FastAPI]:  # noqa: ARG001
    """Calls that some roles may make for their own rows only, on the same tables."""
    settings = settings_for(database.url("intake"), pool_size=3)
    built = service_app(service="dispatch", title="Sample", settings=settings, routers=[sample.work_orders])
    yield built
    await built.state.database.close()
    await built.state.wakeup.close()
