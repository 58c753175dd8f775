"""FastAPI without what the front hall makes superfluous around its routes."""

from collections import defaultdict
from collections.abc import Iterable

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.common.web.front import Front
from libs.common.web.routing import EdgeRoute


class Application(FastAPI):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Requests past the layers that FastAPI and Starlette have for what the house doesn't use."""
        if scope["type"] == "http" and self.middleware_stack is not None:
            scope["app"] = self
            await self.middleware_stack(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """The front tells of all failures, so nobody else has to look out for them."""
        return Front(Lookup(AsyncExitStackMiddleware(self.router), self.routes))


class Lookup:
    """Finds the route of an address by the number of its steps and its room, not by trying all of them.

    What it doesn't find it leaves to the router: other methods, addresses that aren't the edge's.
    """

    def __init__(self, router: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._router = router
        self._routes: dict[tuple[int, str], list[EdgeRoute]] = defaultdict(list)
        for route in routes:
            if isinstance(route, EdgeRoute):
                self._routes[_place(route.path)].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" else None
        await (found.app if found else self._router)(scope, receive, send)

    def _find(self, scope: Scope) -> EdgeRoute | None:
        for route in self._routes.get(_place(scope["path"]), ()):
            match, inner = route.matches(scope)
            if match is Match.FULL:
                scope.update(inner)
                scope["route"] = route
                return route
        return None


def _place(path: str) -> tuple[int, str]:
    """`/intake/v1/tickets/{ticket_id}` → 4 steps, `tickets`."""
    steps = path.split("/", 4)
    return path.count("/"), steps[3] if len(steps) > 3 else ""
