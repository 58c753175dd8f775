"""A client that keeps its own record: what it sent under which key, and what it was told."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx

from deploy.local.replay.desk import Answer, Desk, Refused
from tests.faults.history import Sent

_AWAY = frozenset({429, 502, 503, 504})
_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
_PATIENCE = 120.0
"""Seconds until a refusal that only an event can lift is taken for a refusal."""
_PASSING = "idempotency_in_progress"


class Stopped(Exception):
    """The run asks for no more."""


class Wire(httpx.AsyncClient):
    """Counts what is sent and not yet answered."""

    under_way = 0

    async def request(self, *asked: Any, **given: Any) -> httpx.Response:
        self.under_way += 1
        try:
            return await super().request(*asked, **given)
        finally:
            self.under_way -= 1


class Client(Desk):
    """One of a run's many; its keys are its name and a number, so the same seed gives the same keys."""

    def __init__(self, wire: Wire, name: str, *, tokens: dict[str, str], stop: asyncio.Event) -> None:
        super().__init__(wire)
        self._tokens = tokens
        self._name = name
        self._stop = stop
        self.sent: list[Sent] = []

    async def post(
        self,
        role: str | None,
        path: str,
        body: Answer | None = None,
        *,
        patience: frozenset[str] = frozenset(),
    ) -> Answer:
        """Until it is answered, under one key. Raises `Refused`, and `Stopped` before anything is sent."""
        sent, call = self._begin(role, path, body)
        return await self._insist(sent, call, patience)

    async def post_twice(self, role: str, path: str, body: Answer) -> None:
        """Two at once under one key, as an impatient front end does."""
        sent, call = self._begin(role, path, body)
        await asyncio.gather(*(self._insist(sent, call, frozenset()) for _ in range(2)))

    async def post_once(self, role: str, path: str, body: Answer) -> None:
        """Whoever gets no answer goes away and never learns what became of it."""
        sent, call = self._begin(role, path, body)
        try:
            answer = await self._http.request("POST", path, **call)
        except httpx.TransportError as failure:
            sent.outcome, sent.code = "unknown", type(failure).__name__
        else:
            if answer.status_code in _AWAY:
                sent.outcome, sent.code = "unknown", str(answer.status_code)
            else:
                self._note(sent, answer)

    async def get(self, role: str, path: str, **query: str) -> Answer:
        if self._stop.is_set():
            raise Stopped
        return await super().get(role, path, **query)

    def _begin(self, role: str | None, path: str, body: Answer | None) -> tuple[Sent, dict[str, Any]]:
        if self._stop.is_set():
            raise Stopped
        sent = Sent(f"{self._name}.{len(self.sent)}", path.split("/")[1], path)
        self.sent.append(sent)
        named = {"Idempotency-Key": sent.key, "X-Request-Id": sent.key}
        return sent, {"json": body or {}, "headers": self._headers(role) | named}

    async def _insist(self, sent: Sent, call: dict[str, Any], patience: frozenset[str]) -> Answer:
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + _PATIENCE, _PAUSE
        while True:
            waits = await self._try(sent, call, patience)
            if isinstance(waits, httpx.Response):
                return self._note(sent, waits)
            gave_up = loop.time() > deadline or self._stop.is_set()
            if gave_up and waits is not None and waits.code != _PASSING:
                sent.outcome, sent.code = "refused", waits.code
                raise waits
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def _try(
        self, sent: Sent, call: dict[str, Any], patience: frozenset[str]
    ) -> httpx.Response | Refused | None:
        """The answer, or the refusal that may pass, or None while something is away."""
        try:
            answer = await self._http.request("POST", sent.path, **call)
        except httpx.TransportError as failure:
            sent.code = type(failure).__name__
            return None
        if answer.status_code in _AWAY:
            sent.code = str(answer.status_code)
            return None
        refused = None if answer.is_success else Refused(answer)
        return refused if refused and refused.code in patience | {_PASSING} else answer

    def _note(self, sent: Sent, answer: httpx.Response) -> Answer:
        """A failure of the service is no answer: the request stays without one."""
        if answer.status_code >= 500:
            sent.code = f"{answer.status_code}"
            raise Refused(answer)
        if not answer.is_success:
            refused = Refused(answer)
            sent.outcome, sent.code = "refused", refused.code
            raise refused
        sent.outcome, content = "acknowledged", self._content(answer)
        if "id" in content:
            sent.told.add(UUID(content["id"]))
        return content


def records(clients: Sequence[Client]) -> list[Sent]:
    return [sent for client in clients for sent in client.sent]
