"""Reading a form: URL-encoded, or multipart with files."""

from collections.abc import AsyncGenerator

from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from libs.common.web.body import media_type
from libs.common.web.refusals import MalformedRequest, UnsupportedMediaType

_MULTIPART = "multipart/form-data"
_URL_ENCODED = "application/x-www-form-urlencoded"


async def read_form(request: Request, raw: bytes) -> FormData:
    """The fields and files of a body that was read before; the caller closes it.

    Raises `UnsupportedMediaType`, `MalformedRequest`.
    """
    given = media_type(request)
    if given == _MULTIPART:
        return await _read_multipart(request.headers, raw)
    if raw and given != _URL_ENCODED:
        raise UnsupportedMediaType(expected=_MULTIPART)

    async def again() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    return await Request(request.scope, again).form()


class _WholeParts(MultiPartParser):
    """Refuses a body that breaks off: Starlette would leave out its last file, and leave it open."""

    def __init__(self, headers: Headers, raw: bytes) -> None:
        super().__init__(headers, self._checked(raw))
        self._ended = not raw

    def on_end(self) -> None:
        self._ended = True

    async def _checked(self, raw: bytes) -> AsyncGenerator[bytes, None]:
        yield raw
        if not self._ended:
            raise MultiPartException("no closing boundary")


async def _read_multipart(headers: Headers, raw: bytes) -> FormData:
    try:
        return await _WholeParts(headers, raw).parse()
    except MultiPartException:
        raise MalformedRequest from None
