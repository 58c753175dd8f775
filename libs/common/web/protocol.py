"""The server's HTTP/1.1: what can't be read as HTTP is told as a problem too, and a head has an end."""

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from libs.common.web.problems import Refusal, problem
from libs.common.web.refusals import HeadTooLarge, MalformedRequest

LONGEST_HEAD = 1 << 16


class ProblemProtocol(HttpToolsProtocol):
    """Give it to uvicorn as `http`."""

    _head: int | None = None
    """Bytes of the request line and headers that are being read; None between heads."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is not None and not self.transport.is_closing():
            self._head += len(data)
            if self._head > LONGEST_HEAD:
                self._refuse(HeadTooLarge(limit=LONGEST_HEAD))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        self._head = None
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        self._refuse(MalformedRequest())

    def _refuse(self, refusal: Refusal) -> None:
        """Nothing is known of the request, so nothing but the refusal is said, and the connection ends."""
        answer = problem(refusal, path="", language="zh")
        answer.headers["connection"] = "close"
        lines = [b"HTTP/1.1 %d %b" % (refusal.status, HTTPStatus(refusal.status).phrase.encode())]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()
