"""From the id in the address to the row, before the body is looked at: `found` to read, `locked` to act."""

from inspect import Parameter, Signature
from typing import Any
from uuid import UUID

from fastapi import Depends, Path, Request
from sqlalchemy import ColumnElement, Select, false, select

from libs.common.act import Actor
from libs.common.database import HELD
from libs.common.web.conditions import require_match
from libs.common.web.edge import Edge, Own
from libs.common.web.problems import NotFound
from libs.common.web.refusals import NotYourOwn


class Loader:
    """A dependency that gives the row the path's id names.

    `own` tells which rows are the actor's own: those of others are 404 to a partner, 403 to anyone else whose
    role reaches its own only.
    """

    def __init__(
        self, model: type[Any], *, param: str, not_found: type[NotFound], own: Own | None, lock: bool
    ) -> None:
        self.model = model
        self.param = param
        self.not_found = not_found
        self.own = own
        self.lock = lock
        self.__signature__ = Signature(
            [
                Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request),
                Parameter(param, Parameter.KEYWORD_ONLY, annotation=UUID, default=Path()),
            ]
        )

    async def __call__(self, request: Request, **_: UUID) -> Any:
        return request.scope["edge"].loaded[self]

    async def load(self, edge: Edge, path_params: dict[str, str]) -> None:
        """Raises `not_found` or `NotYourOwn`."""
        row, own = await self._row(edge, _id(path_params[self.param], self.not_found))
        if not own:
            raise self.not_found() if edge.act.actor.partner_id else NotYourOwn()
        edge.loaded[self] = row
        edge.subject = row if hasattr(row, "version") else edge.subject

    async def _row(self, edge: Edge, id_: UUID) -> tuple[Any, bool]:
        owned = edge.own(self.own or _nobodys)
        query: Select[Any] = select(self.model, owned).where(self.model.id == id_)
        if self.lock:
            query = query.with_for_update(of=self.model, **HELD)
        found = (await edge.session.execute(query)).one_or_none()
        if found is None:
            raise self.not_found()
        return found[0], bool(found[1])


def _nobodys(_actor: Actor) -> ColumnElement[bool]:
    """A room that doesn't say whose its rows are shows them to no role that reaches its own only."""
    return false()


def found(
    model: type[Any], *, param: str, not_found: type[NotFound] = NotFound, own: Own | None = None
) -> Any:
    """`Annotated[Ticket, found(Ticket, param="ticket_id", not_found=TicketNotFound)]`, for reading."""
    return Depends(Loader(model, param=param, not_found=not_found, own=own, lock=False))


def locked(
    model: type[Any], *, param: str, not_found: type[NotFound] = NotFound, own: Own | None = None
) -> Any:
    """The same `FOR UPDATE`: the aggregate that an act changes."""
    return Depends(Loader(model, param=param, not_found=not_found, own=own, lock=True))


async def lock_after_others(request: Request, edge: Edge, row: Any) -> None:
    """Hold a `found` row once the rows are held that come before it in the house's order.

    Raises `StaleVersion`, as a `locked` row does, where it changed meanwhile.
    """
    await edge.session.refresh(row, with_for_update=HELD)
    require_match(request, edge)


def _id(value: str, not_found: type[NotFound]) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise not_found() from None
