"""The outermost layer, plain ASGI: request id in and out, headers of every answer, figures, last resort."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.telemetry import HTTP_REQUEST_SECONDS
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
                extra = [(k.lower().encode(), v.encode()) for k, v in call.headers.items()]
                message["headers"] = [*message["headers"], *extra]
                _observe(scope, message["status"], time.perf_counter() - started)
            await send(message)

        try:
            with traced(call.traceparent):
                await self.app(scope, receive, send_with_headers)
        except Exception as error:
            if began:
                raise
            form = form_at(scope)
            answer = form.answer(as_refusal(error), path=scope["path"], language=call.language)
            await answer(scope, receive, send_with_headers)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "none")
    HTTP_REQUEST_SECONDS.labels(scope["method"], route, str(status)).observe(seconds)
