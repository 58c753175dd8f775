"""Follow-up in this process: real API, database, consumers and timers, and a clock that the test moves."""

from collections.abc import AsyncIterator

import pytest

from libs.common.testing import web
from services.followup.app import build_api
from tests.integration.followup.house import MONDAY_MORNING, FollowUps, MovableClock
from tests.servers import Databases


@pytest.fixture
async def followup(postgres: Databases) -> AsyncIterator[FollowUps]:
    fresh = postgres.fresh_database("followup")
    app = build_api(web.settings_for(fresh.url("followup"), pool_size=4))
    clock = app.state.clock = MovableClock(MONDAY_MORNING)
    async with web.client(app, None) as http:
        yield FollowUps(app, clock, http)
    await app.state.database.close()
    await app.state.wakeup.close()
    fresh.drop()
