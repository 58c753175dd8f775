"""All four services in this process, the stories played on them, and a post that delivers in any order."""

import asyncio
import json
from datetime import UTC, datetime
from io import StringIO
from random import Random
from urllib.parse import parse_qs

import httpx
import pytest
from rich.console import Console

from deploy.local.demo import fridge, refusal, scene
from deploy.local.demo.telling import Telling
from libs.common.events.cloudevents import Record
from libs.common.outbox import Wakeup
from libs.common.testing import web
from libs.common.testing.bus import StrictInbox, sent_by
from libs.common.testing.service import Service
from tests.integration.complaints.house import Complaints
from tests.integration.dispatch.house import Dispatch
from tests.integration.followup.house import FollowUps
from tests.integration.intake.house import Intake
from tests.integration.standing import StandingServices

KINDS: tuple[type[Service], ...] = (Intake, Dispatch, Complaints, FollowUps)
BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_DECIDED_BY_WHAT_IS_KNOWN = ("/close", "/fraud-finding")
"""Acts that weigh what others have told so far: nothing that was told may still be under way."""


def take_any(waiting: list[Record], chance: Random | None, *, most: int) -> list[Record]:
    """Some of what waits: of each aggregate of a topic in its order, between them in any."""
    if chance is None:
        return [waiting.pop(0) for _ in range(len(waiting))]
    taken = []
    for _ in range(min(len(waiting), chance.randint(1, most))):
        firsts = {(record.topic, record.key): n for n, record in reversed(list(enumerate(waiting)))}
        taken.append(waiting.pop(chance.choice(sorted(firsts.values()))))
    return taken


class Post:
    """What services told and others have not heard yet."""

    def __init__(self, services: dict[str, Service], chance: Random | None, last: str) -> None:
        self.sent: list[Record] = []
        """All that anybody told, in the order in which it was collected."""
        self._services = services
        self._chance = chance
        self._last = last
        self._collected = dict.fromkeys(services, 0)
        self._waiting: dict[str, list[Record]] = {name: [] for name in services}
        self._wakeups = {name: Wakeup(service.database.url) for name, service in services.items()}
        self._inboxes = {
            name: StrictInbox(
                service.consumers, service=name, database=service.database, wakeup=self._wakeups[name]
            )
            for name, service in services.items()
        }

    async def collect(self) -> bool:
        """Whether anything waits."""
        for name, service in self._services.items():
            records = (await sent_by(service.database))[self._collected[name] :]
            self._collected[name] += len(records)
            self.sent += records
            for waiting in self._waiting.values():
                waiting += records
        return any(self._waiting.values())

    async def deliver_some(self) -> None:
        """A few records to somebody; all, where nothing is left to chance. `last` comes after all others."""
        if not await self.collect():
            return
        listeners = [name for name, waiting in self._waiting.items() if waiting]
        listeners = [name for name in listeners if name != self._last] or listeners
        name = self._chance.choice(listeners) if self._chance else listeners[0]
        await self._inboxes[name].take(take_any(self._waiting[name], self._chance, most=8))

    async def deliver_all(self) -> None:
        while await self.collect():
            await self.deliver_some()

    async def close(self) -> None:
        for wakeup in self._wakeups.values():
            await wakeup.close()


class Town(httpx.BaseTransport):
    """What the gateway is to a story. Told in a thread; all else happens in the loop that made it."""

    def __init__(self, services: dict[str, Service], chance: Random | None, last: str) -> None:
        self.services = services
        self.post = Post(services, chance, last)
        self._lazy = chance is not None
        self._loop = asyncio.get_running_loop()
        self._now = BEGIN
        for service in services.values():
            service.clock.move_to(BEGIN)

    @classmethod
    async def play(
        cls, standing: StandingServices, chance: Random | None = None, *, last: str = ""
    ) -> "Town":
        """Stories 1 and 2 from the beginning; at the end everybody has heard everything."""
        town = cls({kind.name: await standing.afresh(kind) for kind in KINDS}, chance, last)
        try:
            await asyncio.to_thread(town._tell)
            await town.post.deliver_all()
        finally:
            await town.post.close()
        return town

    def _tell(self) -> None:
        numbers = Random(1)
        with (
            pytest.MonkeyPatch.context() as patch,
            httpx.Client(transport=self, base_url="http://town") as http,
        ):
            patch.setattr(scene, "SystemRandom", lambda: numbers)
            telling = Telling(http, Console(file=StringIO()))
            fridge.tell(telling)
            refusal.tell(telling)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/auth/token":
            [user] = parse_qs(request.content.decode())["username"]
            return httpx.Response(200, json={"access_token": web.token(user)})
        if path == "/clock":
            if request.method == "POST":
                await self._move(datetime.fromisoformat(json.loads(request.content)["now"]))
            return httpx.Response(200, json={"now": self._now.isoformat()})
        return await self._serve(request)

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        """Who looks finds that something may have come; who acts and is refused, acts again when all has."""
        if not self._lazy or request.url.path.endswith(_DECIDED_BY_WHAT_IS_KNOWN):
            await self.post.deliver_all()
        elif request.method == "GET":
            await self.post.deliver_some()
        answer = await self._ask(request)
        if answer.is_error:
            await self.post.deliver_all()
            answer = await self._ask(request)
        return answer

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        app = self.services[request.url.path.split("/")[1]].app
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as http:
            answer = await http.request(
                request.method,
                request.url.raw_path.decode(),
                content=request.content,
                headers={k: v for k, v in request.headers.items() if k != "content-length"},
            )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def _move(self, moment: datetime) -> None:
        """Nobody is so late that hours pass meanwhile: what a deadline asks has been heard when it comes."""
        await self.post.deliver_all()
        self._now = moment
        for service in self.services.values():
            service.clock.move_to(moment)
        for _ in range(3):
            for service in self.services.values():
                await service.ring()
            await self.post.deliver_all()
