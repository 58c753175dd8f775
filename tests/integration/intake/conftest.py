"""Intake in this process: its real API, database and timers, with a clock that the test moves."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from libs.common.database import Database
from libs.common.events.envelope import Event
from libs.common.testing import bus, web
from libs.common.timers import Firing
from services.intake.app import CONSUMERS, build_api, build_timers
from tests.servers import Databases

MONDAY_MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai, on a working day."""


class MovableClock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, now: datetime) -> None:
        self._now = now


@dataclass(frozen=True)
class Intake:
    app: FastAPI
    clock: MovableClock
    agent: httpx.AsyncClient

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def signed_in(self, role: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return web.client(self.app, role)

    async def move(self, by: timedelta) -> None:
        """Let time pass and every timer ring that falls due on the way."""
        self.clock.move_to(self.clock.now() + by)
        wakeup = self.app.state.wakeup
        await Firing(build_timers(), database=self.database, clock=self.clock, wakeup=wakeup).fire_due()

    async def hear(self, *events: Any) -> None:
        """Other services' events, through the real inbox."""
        await bus.deliver(self.database, CONSUMERS, *events)

    async def hear_itself(self) -> None:
        """All that intake has told so far comes back to its own consumers."""
        await bus.drain(self.database, self.database, CONSUMERS)

    async def told(self, *kinds: type[Event]) -> list[Any]:
        return await bus.recorded(self.database, *kinds)


@pytest.fixture
async def intake(postgres: Databases) -> AsyncIterator[Intake]:
    fresh = postgres.fresh_database("intake")
    app = build_api(web.settings_for(fresh.url("intake"), pool_size=4))
    clock = app.state.clock = MovableClock(MONDAY_MORNING)
    async with web.client(app, "agent") as agent:
        yield Intake(app, clock, agent)
    await app.state.database.close()
    await app.state.wakeup.close()
    fresh.drop()
