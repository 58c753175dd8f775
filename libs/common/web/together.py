"""Requests that come at the same time share one transaction, and each is answered after its commit.

Only what succeeds is done together. Whatever is odd about a request, or fails in their transaction, sends it
the usual way, alone, where it is decided and told as ever; so no request can harm another, and none is done
twice. Nobody is waited for: those share that came while the ones before them were at work.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.faults import gave_way, is_passing
from libs.common.outbox import wants_wakeup
from libs.common.web import idempotency
from libs.common.web.edge import Edge
from libs.common.web.idempotency import Claim
from libs.common.web.problems import Refusal

MOST = 32
"""Requests in one; more gain little, and let each wait longer."""
AT_ONCE = 2
"""Transactions, where enough wait to fill the second: it decides while the first one's rows are written."""

Body = TypeVar("Body")


class Route(Protocol):
    """How a call's body is read and its answer written."""

    def read(self, request: Request, edge: Edge, raw: bytes) -> Any: ...

    def response(self, request: Request, edge: Edge, result: Any) -> Response: ...


@dataclass(slots=True, eq=False)
class Wish(Generic[Body]):
    """One of the requests; set `result` to what the endpoint would return, or leave it to be done alone."""

    route: Route
    request: Request
    edge: Edge
    """Its act; its session isn't the one they share."""
    claim: Claim | None
    body: Body
    result: Any = None
    answer: "asyncio.Future[Response | None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    _context: Context = field(default_factory=copy_context)

    def response(self) -> Response:
        """Written for who asks, of which the request's own context knows (IN-12)."""
        return self._context.run(self.route.response, self.request, self.edge, self.result)

    def settle(self, response: Response | None) -> None:
        if not self.answer.done():
            self.answer.set_result(response)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


Work = Callable[[AsyncSession, Sequence[Wish[Any]]], Awaitable[None]]


class Together:
    """Marks a route whose requests may share a transaction, those whose body `suits`."""

    def __init__(self, work: Work, *, suits: Callable[[Any], bool]) -> None:
        self.work = work
        self.suits = suits

    async def __call__(self) -> None:
        return None

    def gathering(self) -> "Gathering":
        return Gathering(self.work, self.suits)


def together(work: Work, *, suits: Callable[[Any], bool]) -> Any:
    return Depends(Together(work, suits=suits))


class Gathering:
    """The requests of one route in this process."""

    def __init__(self, work: Work, suits: Callable[[Any], bool]) -> None:
        self._work = work
        self._suits = suits
        self._waiting: list[Wish[Any]] = []
        self._at_work = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, route: Route, request: Request, edge: Edge, raw: bytes) -> Response | None:
        """Given after the commit; None where the request has to be done alone."""
        wish = self._wish(route, request, edge, raw)
        if wish is None:
            return None
        self._waiting.append(wish)
        if self._at_work < self._wanted:
            self._begin()
        return await wish.answer

    @property
    def _wanted(self) -> int:
        """Transactions; small ones, which would compete for one interpreter, go one after the other."""
        return AT_ONCE if len(self._waiting) >= MOST else 1

    def _begin(self) -> None:
        self._at_work += 1
        task = asyncio.create_task(self._serve_waiting())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wish(self, route: Route, request: Request, edge: Edge, raw: bytes) -> Wish[Any] | None:
        """None for what is refused anyway, and for who sees only part of the rows."""
        if edge.reach != "all" or edge.act.actor.partner_id:
            return None
        try:
            claim = Claim.of(request, edge.act.actor.subject, raw)
            body = route.read(request, edge, raw)
        except Refusal:
            return None
        return Wish(route, request, edge, claim, body) if self._suits(body) else None

    async def _serve_waiting(self) -> None:
        try:
            while self._waiting and self._at_work <= self._wanted:
                wishes, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._serve(wishes)
        finally:
            self._at_work -= 1

    async def _serve(self, wishes: Sequence[Wish[Any]]) -> None:
        try:
            answers = await self._answers(wishes)
        except Exception as error:
            _refuse(wishes, error)
        else:
            for wish in wishes:
                wish.settle(answers.get(wish))

    async def _answers(self, wishes: Sequence[Wish[Any]]) -> dict[Wish[Any], Response]:
        """What was granted and is committed."""
        edge, state = wishes[0].edge, wishes[0].request.app.state
        async with edge.database.transaction() as session:
            first = await _first_with_their_keys(session, wishes)
            if first:
                await self._work(session, first)
            answers = {wish: wish.response() for wish in first if wish.result is not None}
            kept = [(wish.claim, answer) for wish, answer in answers.items() if wish.claim]
            await idempotency.keep(session, kept)
        if wants_wakeup(session):
            state.wakeup.after_commit()
        return answers


async def _first_with_their_keys(session: AsyncSession, wishes: Sequence[Wish[Any]]) -> list[Wish[Any]]:
    """A second request with a key has to find out alone what the first was told (XC-04)."""
    claimed = {wish.claim.lock: wish for wish in reversed(wishes) if wish.claim}
    first = await idempotency.are_first(session, [wish.claim for wish in claimed.values() if wish.claim])
    granted = {wish for wish, is_first in zip(claimed.values(), first, strict=True) if is_first}
    return [wish for wish in wishes if wish.claim is None or wish in granted]


def _refuse(wishes: Sequence[Wish[Any]], error: Exception) -> None:
    """What was rolled back for one's sake is done one by one; with the database away, nobody is served."""
    for wish in wishes:
        if is_passing(error) and not gave_way(error):
            wish.fail(error)
        else:
            wish.settle(None)
