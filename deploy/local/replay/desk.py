"""A client that survives what is killed: it repeats a call under the same key until it is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar
from uuid import uuid4

import httpx

Answer = dict[str, Any]
T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 16

_PATIENCE_SECONDS = 120.0
_AWAY = frozenset({429, 502, 503, 504})
_IN_PROGRESS = "idempotency_in_progress"


class Refused(Exception):
    """A call was refused for good; `code` is the problem's."""

    def __init__(self, answer: httpx.Response) -> None:
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.code = body.get("code", str(answer.status_code))
        super().__init__(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {body}")


class Desk:
    """Calls by role; `patience` codes are refusals that pass once an event has arrived."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._tokens: dict[str, str] = {}
        self.repeated = 0

    async def sign_in(self, *roles: str) -> None:
        for role in roles:
            form = {"grant_type": "password", "username": role, "password": "demo"}
            answer = await self._until_answered("POST", "/auth/token", data=form)
            self._tokens[role] = answer.json()["access_token"]

    async def get(self, role: str, path: str, **query: str) -> Answer:
        answer = await self._until_answered("GET", path, params=query, headers=self._headers(role))
        return self._content(answer)

    async def post(
        self,
        role: str | None,
        path: str,
        body: Answer | None = None,
        *,
        patience: frozenset[str] = frozenset(),
    ) -> Answer:
        headers = self._headers(role) | {"Idempotency-Key": str(uuid4())}
        pause = 0.02
        while True:
            answer = await self._until_answered("POST", path, json=body or {}, headers=headers)
            if answer.is_success:
                return self._content(answer)
            refused = Refused(answer)
            if refused.code not in patience | {_IN_PROGRESS}:
                raise refused
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 1.0)

    def _headers(self, role: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[role]}"} if role else {}

    def _content(self, answer: httpx.Response) -> Answer:
        if not answer.is_success:
            raise Refused(answer)
        content: Answer = answer.json()
        return content

    async def _until_answered(self, method: str, path: str, **call: Any) -> httpx.Response:
        """Repeat while something is away; the same key makes a repeated POST harmless."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _PATIENCE_SECONDS
        while True:
            try:
                answer = await self._http.request(method, path, **call)
            except httpx.TransportError:
                if loop.time() > deadline:
                    raise
            else:
                if answer.status_code not in _AWAY or loop.time() > deadline:
                    return answer
            self.repeated += 1
            await asyncio.sleep(0.2)


async def each(items: Iterable[T], step: Callable[[T], Awaitable[R]]) -> list[R]:
    """What `step` gives for each item, in their order, so many at once as a small call centre calls."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(item: T) -> R:
        async with places:
            return await step(item)

    return await asyncio.gather(*(one(item) for item in items))
