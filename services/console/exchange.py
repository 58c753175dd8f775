"""One request passed to its service and the answer passed back, both as streams, with nothing added."""

import asyncio
import contextlib
import time
from collections.abc import Iterable

from starlette.types import Message, Receive, Scope, Send

from libs.common.web.call import Call
from libs.common.web.problems import Unavailable
from services.console.upstream import Connection, Header, Upstream, UpstreamLost, request_head

_PATIENCE = 2.0
_PAUSE = 0.05
_LONGEST_SILENCE = 120.0
_SAFE = ("GET", "HEAD", "OPTIONS")
_HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
    b"expect",
}


class ServiceAway(Unavailable):
    code = "service_away"
    zh = "服务“{service}”暂时不可用，请稍后重试。"
    en = "The service “{service}” is away just now; please try again."


class AnswerLost(ServiceAway):
    status = 502
    code = "answer_lost"
    zh = "服务“{service}”在回答前中断；请用同一 Idempotency-Key 重试。"
    en = "The service “{service}” went away before it answered; repeat with the same Idempotency-Key."


class NoAnswerInTime(ServiceAway):
    status = 504
    code = "no_answer_in_time"
    zh = "服务“{service}”未及时回答。"
    en = "The service “{service}” did not answer in time."


class Exchange:
    """One request and its answer."""

    def __init__(self, service: str, upstream: Upstream, scope: Scope, receive: Receive, send: Send) -> None:
        self._service = service
        self._upstream = upstream
        self._scope = scope
        self._receive = receive
        self._send = send
        self._begun = False
        self._sent = False
        self._caller_gone = False
        headers: list[Header] = scope["headers"]
        self._chunked = any(name == b"transfer-encoding" for name, _ in headers)
        self._has_body = self._chunked or any(n == b"content-length" and v != b"0" for n, v in headers)

    async def run(self) -> None:
        """Raises `ServiceAway` and its kin while nothing of the answer was passed on."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            connection = await self._connect(give_up)
            try:
                return await self._exchange(connection)
            except UpstreamLost:
                if self._caller_gone:
                    return None
                if self._begun or not self._may_repeat() or time.monotonic() > give_up:
                    raise AnswerLost(service=self._service) from None
            await asyncio.sleep(_PAUSE)

    async def _connect(self, give_up: float) -> Connection:
        """A service that restarts is waited for, as nothing was sent yet."""
        while True:
            try:
                return await self._upstream.connection()
            except OSError:
                if time.monotonic() > give_up:
                    raise ServiceAway(service=self._service) from None
            await asyncio.sleep(_PAUSE)

    def _may_repeat(self) -> bool:
        return self._scope["method"] in _SAFE and not self._has_body

    async def _exchange(self, connection: Connection) -> None:
        self._sent = False
        sending = asyncio.create_task(self._send_request(connection))
        try:
            await self._pass_answer_on(connection)
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, UpstreamLost):
                await sending
            if self._sent and self._scope["method"] != "HEAD":
                self._upstream.give_back(connection)
            else:
                connection.close()

    async def _send_request(self, connection: Connection) -> None:
        await connection.write(request_head(self._scope["method"], _target(self._scope), self._headers()))
        more = self._has_body
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._abandon(connection)
                return
            more = message.get("more_body", False)
            await self._send_piece(connection, message.get("body", b""), last=not more)
        self._sent = True
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._abandon(connection)

    def _abandon(self, connection: Connection) -> None:
        """The caller went away: so does its request."""
        self._caller_gone = True
        connection.close()

    async def _send_piece(self, connection: Connection, piece: bytes, *, last: bool) -> None:
        if self._chunked:
            end = b"0\r\n\r\n" if last else b""
            piece = (b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b"") + end
        if piece:
            await connection.write(piece)

    async def _pass_answer_on(self, connection: Connection) -> None:
        try:
            status, headers = await asyncio.wait_for(connection.head(), _LONGEST_SILENCE)
        except TimeoutError:
            raise NoAnswerInTime(service=self._service) from None
        await self._pass(
            {
                "type": "http.response.start",
                "status": status,
                "headers": _kept(headers, own=(b"x-request-id",)),
            }
        )
        while self._scope["method"] != "HEAD" and (piece := await connection.chunk()):
            await self._pass({"type": "http.response.body", "body": piece, "more_body": True})
        await self._pass({"type": "http.response.body", "body": b""})

    async def _pass(self, message: Message) -> None:
        self._begun = True
        await self._send(message)

    def _headers(self) -> list[Header]:
        call: Call = self._scope["call"]
        headers = _kept(self._scope["headers"], own=(b"x-request-id", b"traceparent"))
        headers.append((b"x-request-id", call.request_id.encode()))
        headers.append((b"traceparent", call.traceparent.encode()))
        if self._chunked:
            headers.append((b"transfer-encoding", b"chunked"))
        return headers


def _kept(headers: Iterable[Header], *, own: tuple[bytes, ...]) -> list[Header]:
    """Without what concerns one hop only (RFC 9110, 7.6.1) and without the headers `own`."""
    headers = list(headers)
    named = {
        word.strip().lower() for name, value in headers if name == b"connection" for word in value.split(b",")
    }
    dropped = _HOP_BY_HOP | named | {*own}
    return [(name, value) for name, value in headers if name not in dropped]


def _target(scope: Scope) -> bytes:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path
