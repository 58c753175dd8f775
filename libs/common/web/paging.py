"""Lists, newest first, by an opaque cursor on the UUIDv7 id (XC-04)."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, get_args
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import Select

from libs.common.web import rows
from libs.common.web.edge import Edge
from libs.common.web.fields import Out
from libs.common.web.problems import Invalid

T = TypeVar("T")


class Page(Out, Generic[T]):
    """Items are models, or rows that are written by the shape of the model that the call names (`rows`)."""

    items: list[T]
    next_cursor: str | None = None

    @property
    def made(self) -> bool:
        """Whether its items are models."""
        return all(isinstance(item, BaseModel) for item in self.items)

    def written_as(self, model: type[BaseModel]) -> bytes:
        items = map(rows.writer(model), self.items)
        return rows.to_json({"items": list(items), "next_cursor": self.next_cursor})


class Paging:
    """`?limit=&cursor=` of a list."""

    def __init__(self, request: Request, limit: int, cursor: str | None) -> None:
        self.limit = limit
        self.after = _read(cursor) if cursor else None
        self.path = request.url.path
        self.query = request.url.query

    def go_to(self, cursor: str) -> None:
        self.after = _read(cursor)

    def link_to(self, cursor: str) -> str:
        """RFC 8288, relative, so that it holds behind any gateway."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] != "cursor"]
        return f'<{self.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


async def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=64)] = None,
) -> Paging:
    return Paging(request, limit, cursor)


def item_of(model: Any) -> type[BaseModel] | None:
    """What a list's answer has as `items`, in pages or whole; None where it is no list."""
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    items = model.model_fields.get("items") if is_model else None
    (item,) = get_args(items.annotation) if items else (None,)
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


PagingDep = Annotated[Paging, Depends(_paging)]


async def page(
    edge: Edge, query: Select[Any], model: type[Any], paging: Paging, show: Callable[[Any], Any]
) -> Page[Any]:
    """One page of `query`, whose first column is `model`; `show` turns that row into an item.

    An item is a model or what `rows` can write as one: then it isn't made for a list's sake.
    """
    rows = await edge.session.execute(newest_first(query, model, paging))
    return page_of(edge, [row[0] for row in rows.all()], paging, show)


def newest_first(query: Select[Any], model: type[Any], paging: Paging) -> Select[Any]:
    """A page's rows and one more."""
    if paging.after:
        query = query.where(model.id < paging.after)
    return query.order_by(model.id.desc()).limit(paging.limit + 1)


def page_of(edge: Edge, found: Sequence[Any], paging: Paging, show: Callable[[Any], Any]) -> Page[Any]:
    """Of rows in an order of their own; `found` has one more than `limit` where another page follows."""
    shown = found[: paging.limit]
    if len(found) <= paging.limit:
        return Page(items=[show(row) for row in shown])
    cursor = _write(shown[-1].id)
    edge.headers["Link"] = paging.link_to(cursor)
    return Page(items=[show(row) for row in shown], next_cursor=cursor)


def _write(id_: UUID) -> str:
    return base64.urlsafe_b64encode(id_.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        raw = base64.b64decode(cursor + "==", altchars=b"-_", validate=True)
        return UUID(bytes=raw)
    except ValueError:
        raise bad_cursor() from None


def bad_cursor() -> Invalid:
    return Invalid.field("/cursor", "bad_cursor", "not a cursor of this list")
