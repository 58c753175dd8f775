"""Intake in this process, as its tests speak to it."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import httpx

from libs.common.testing import bus, web
from libs.common.testing.service import Service
from services.intake.app import CONSUMERS, build_timers


class Intake(Service):
    name = "intake"
    consumers = CONSUMERS
    timers = build_timers()
    begins = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    """10:00 in Shanghai, on a working day."""
    signed_in = "agent"

    @property
    def agent(self) -> httpx.AsyncClient:
        """Who does most here."""
        return self.http

    def person(self, role: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return web.client(self.app, role)

    async def hear_itself(self) -> None:
        """All that intake has told so far comes back to its own consumers."""
        await bus.drain(self.database, self.database, self.consumers)
