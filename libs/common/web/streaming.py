"""An answer that is written while its request is still being read."""

from collections.abc import AsyncIterable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class TwoWayStream(Response):
    """For `raw_body` routes. Starlette's StreamingResponse watches for the caller's leaving by calling
    `receive` itself, and so takes pieces of the body away from whoever reads it.
    """

    def __init__(self, pieces: AsyncIterable[bytes], *, status_code: int = 200, media_type: str) -> None:
        self._pieces = pieces
        self.status_code = status_code
        self.media_type = media_type
        self.background = None
        self.init_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
