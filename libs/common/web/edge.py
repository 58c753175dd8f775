"""One request: its session, its act and what its answer will carry."""

from collections.abc import Callable
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from sqlalchemy import ColumnElement, event, text, true
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from libs.common.act import Act, Actor
from libs.common.database import Database
from libs.common.outbox import wants_wakeup
from libs.common.roles.table import Reach

_OWN_ROWS = text("SELECT set_config('aftercare.partner_id', :partner, true)")

Own = Callable[[Actor], ColumnElement[bool]]
"""A room's criterion for the rows that are an actor's own."""


class Versioned(Protocol):
    version: Any


class Edge:
    """Passed to every route that asks for `EdgeDep`; the edge commits, nobody else."""

    def __init__(self, *, database: Database, act: Act, reach: Reach, path: str) -> None:
        self.database = database
        self.act = act
        self.reach = reach
        self.path = path
        self.headers: dict[str, str] = {}
        self.loaded: dict[object, Any] = {}
        self.subject: Versioned | None = None
        """The row that the address names, which `If-Match` is compared with."""
        self._answered: Versioned | None = None
        self._session: AsyncSession | None = None
        self._closed = False

    @property
    def session(self) -> AsyncSession:
        """The request's one transaction, begun by its first statement.

        Raises `RuntimeError` once the request is decided: a stream opens its own (`edge.database`).
        """
        if self._closed:
            raise RuntimeError("the request's transaction has ended")
        if self._session is None:
            self._session = AsyncSession(self.database.engine, expire_on_commit=False)
            if partner := self.act.actor.partner_id:
                _show_own_rows_only(self._session.sync_session, str(partner))
        return self._session

    def etag_of(self, aggregate: Versioned) -> None:
        """Answer with this row's ETag, as its version stands when the request ends."""
        self._answered = aggregate

    def again(self) -> "Edge":
        """The same request in a transaction of its own, which is never committed: for what is streamed."""
        return Edge(database=self.database, act=self.act, reach=self.reach, path=self.path)

    @property
    def etag(self) -> str | None:
        aggregate = self._answered or self.subject
        return None if aggregate is None else etag(aggregate)

    def own(self, criterion: Own) -> ColumnElement[bool]:
        """Narrows a list to what the actor may see: everything, or its own by `criterion`."""
        return criterion(self.act.actor) if self.reach == "own" else true()

    async def conclude(self) -> bool:
        """End the transaction; True where it left work for relay or timers."""
        if self._session is None:
            return False
        await self._session.commit()
        return wants_wakeup(self._session)

    async def close(self) -> None:
        """Give the connection back; what isn't committed is rolled back."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._closed = True
        self.loaded.clear()
        self.subject = self._answered = None


def etag(aggregate: Versioned) -> str:
    return f'"{aggregate.version}"'


def _show_own_rows_only(session: Session, partner: str) -> None:
    """Tells row-level security which partner asks, in every transaction of the session (XC-05)."""

    def begun(_session: Session, _transaction: Any, connection: Connection) -> None:
        connection.execute(_OWN_ROWS, {"partner": partner})

    event.listen(session, "after_begin", begun)


async def the_edge(request: Request) -> Edge:
    edge: Edge = request.scope["edge"]
    return edge


EdgeDep = Annotated[Edge, Depends(the_edge)]
