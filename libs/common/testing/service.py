"""A service in this process: real API, database, consumers and timers, and a clock that the test moves."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import httpx
from fastapi import FastAPI

from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.envelope import Event, Received
from libs.common.firing import Firing
from libs.common.ids import new_id
from libs.common.testing import bus, web
from libs.common.testing.clock import MovableClock
from libs.common.timers import Timers


class Service:
    """A service's tests say in a subclass which service it is, and in a line each what they do to it."""

    name: ClassVar[str]
    consumers: ClassVar[Sequence[Consumer]]
    timers: ClassVar[Timers]
    begins: ClassVar[datetime]
    """Business time at first."""
    reader: ClassVar[str] = "agent"
    """Who reads where nobody is named."""
    signed_in: ClassVar[str | None] = None
    """The role that `http` speaks for by itself."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, *, begins: datetime | None = None) -> None:
        self.app = app
        self.http = http
        self.clock = app.state.clock = MovableClock(begins or self.begins)
        self.database: Database = app.state.database
        self._versions: Counter[tuple[str, UUID]] = Counter()
        self._firing = Firing(self.timers, database=self.database, clock=self.clock, wakeup=app.state.wakeup)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, **by: float) -> None:
        """Let time pass, e.g. `hours=2`, and every timer ring that falls due on the way."""
        await self.move_to(self.now + timedelta(**by))

    async def move_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self.ring()

    async def ring(self) -> None:
        """Fire the timers that are due."""
        await self._firing.fire_due()

    def event(
        self, data: Event, subject: UUID, *, at: datetime | None = None, actor: str = "agent"
    ) -> Received[Any]:
        """What another service tells next of `subject`."""
        key = (data.topic.name, subject)
        self._versions[key] += 1
        return Received(
            id=new_id(),
            time=at or self.now,
            subject=subject,
            version=self._versions[key],
            actor=actor,
            correlation=None,
            traceparent=None,
            data=data,
        )

    async def deliver(self, *events: Received[Any]) -> None:
        """Through the real inbox, in one batch."""
        await bus.deliver(self.database, self.consumers, *events)

    async def hear(self, data: Event, *, of: UUID | None = None, actor: str = "agent") -> Received[Any]:
        """An event of another service; of an aggregate never heard of, unless `of` is given."""
        event = self.event(data, of or new_id(), actor=actor)
        await self.deliver(event)
        return event

    async def told(self, *kinds: type[Event]) -> list[Any]:
        """The data of the events it has told so far; of `kinds` only, if given."""
        return await bus.recorded(self.database, *kinds)

    async def post(self, role: str, path: str, body: Any = None, *, expect: int = 200, **who: Any) -> Any:
        return await self.send("POST", role, path, body, expect=expect, **who)

    async def patch(self, role: str, path: str, body: Any, *, expect: int = 200) -> Any:
        return await self.send("PATCH", role, path, body, expect=expect)

    async def get(self, path: str, *, role: str | None = None, expect: int = 200, **who: Any) -> Any:
        return await self.send("GET", role or self.reader, path, expect=expect, **who)

    async def refused(self, role: str, path: str, body: Any = None, *, expect: int = 409) -> str:
        """The code of a refusal."""
        code: str = (await self.post(role, path, body, expect=expect))["code"]
        return code

    async def send(
        self, method: str, role: str, path: str, body: Any = None, *, expect: int = 200, **who: Any
    ) -> Any:
        """The body of the answer, whose status is to be `expect`."""
        answer = await self.ask(method, role, path, body, **who)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def ask(self, method: str, role: str, path: str, body: Any = None, **who: Any) -> httpx.Response:
        """Signed in as `role`, by the name of the role unless `who` has a `subject`."""
        return await self.http.request(
            method,
            f"/{self.name}/v1{path}",
            json=None if method == "GET" else body or {},
            headers={"Authorization": f"Bearer {web.token(role, **who)}"},
        )
