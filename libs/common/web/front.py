"""The outermost layer, plain ASGI: request id in and out, headers of every answer, figures, last resort."""

import time
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.telemetry import http_request_seconds
from libs.common.trace import traced
from libs.common.web.call import Call
from libs.common.web.failures import form_at
from libs.common.web.faults import as_refusal


class Front:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        scope["call"] = call = Call.of(scope)
        began, started = False, time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                message["headers"] = [*message["headers"], *call.headers_sent()]
                _observe(scope, message["status"], time.perf_counter() - started)
            await send(message)

        try:
            with traced(call.traceparent):
                await self.app(scope, receive, send_with_headers)
        except Exception as error:
            if began:
                raise
            if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                error = HTTPException(error.status_code, headers={"Allow": _allowed(scope)})
            form = form_at(scope)
            answer = form.answer(as_refusal(error), path=scope["path"], language=call.language)
            await answer(scope, receive, send_with_headers)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "none")
    http_request_seconds(scope["method"], route, status).observe(seconds)


def _allowed(scope: Scope) -> str:
    """All methods of an address; each has a route of its own."""
    routes = [route for route in scope["app"].routes if isinstance(route, Route)]
    found = (route.methods or set() for route in routes if route.path_regex.match(scope["path"]))
    methods = set().union(*found)
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
