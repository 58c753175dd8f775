"""Dispatch in this process: its real API, database, consumers and timers; the test moves its clock."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from libs.common.testing import web
from services.dispatch.app import build_api
from tests.integration.dispatch.house import MONDAY_MORNING, Dispatch, MovableClock
from tests.servers import Databases

ROLES = ("dispatcher", "technician", "service_manager", "finance", "agent")


@pytest.fixture
async def dispatch(postgres: Databases) -> AsyncIterator[Dispatch]:
    fresh = postgres.fresh_database("dispatch")
    app = build_api(web.settings_for(fresh.url("dispatch"), pool_size=4))
    clock = app.state.clock = MovableClock(MONDAY_MORNING)
    async with AsyncExitStack() as stack:
        signed_in = {role: await stack.enter_async_context(web.client(app, role)) for role in ROLES}
        yield Dispatch(app, clock, signed_in)
    await app.state.database.close()
    await app.state.wakeup.close()
    fresh.drop()
