"""Complaints in this process: real API, database, consumers and timers, and a clock that the test moves."""

from collections.abc import AsyncIterator

import pytest

from libs.common.testing import web
from services.complaints.app import build_api
from tests.integration.complaints.house import MONDAY_MORNING, Complaints, MovableClock
from tests.servers import Databases


@pytest.fixture
async def complaints(postgres: Databases) -> AsyncIterator[Complaints]:
    fresh = postgres.fresh_database("complaints")
    app = build_api(web.settings_for(fresh.url("complaints"), pool_size=4))
    clock = app.state.clock = MovableClock(MONDAY_MORNING)
    async with web.client(app, None) as http:
        yield Complaints(app, clock, http)
    await app.state.database.close()
    await app.state.wakeup.close()
    fresh.drop()
