"""`may("tickets.close")` on a route: which row of the role table it enforces (XC-05)."""

from typing import Any

from fastapi import Depends

from libs.common.act import Actor
from libs.common.roles.table import Action, Reach
from libs.common.web.problems import Forbidden

PUBLIC = Actor(subject="public")
"""Whoever asks where no sign-in is needed: price lists, a customer with a link."""


class Permission:
    """Marks a route; checked by the edge before the body is read."""

    def __init__(self, action: str | None) -> None:
        self.action = action

    async def __call__(self) -> None:
        return None


class RawBody:
    """Marks a route that reads its own body, as a stream."""

    async def __call__(self) -> None:
        return None


class KeepNulls:
    """Marks a route whose body is somebody else's document, in which null isn't the same as left out."""

    async def __call__(self) -> None:
        return None


class BodyLimit:
    """Marks a route whose body may be larger, or must be smaller, than usual."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    async def __call__(self) -> None:
        return None


def may(action: str) -> Any:
    return Depends(Permission(action))


open_to_all: Any = Depends(Permission(None))
"""No sign-in asked; said on purpose, as a route that says nothing fails `make check`."""

raw_body: Any = Depends(RawBody())
keep_nulls: Any = Depends(KeepNulls())


def body_limit(limit: int) -> Any:
    """At most so many bytes."""
    return Depends(BodyLimit(limit))


def reach_of(actor: Actor, action: Action | None) -> Reach:
    """How far the actor may act. Raises `Forbidden`."""
    if action is None:
        return "all"
    reach = action.reach(actor.roles)
    if reach is None:
        raise Forbidden
    return reach
