"""A multipart form with one large file, read while it comes in: nothing of the file is kept here."""

from collections import deque
from collections.abc import AsyncIterator

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from libs.common.web.body import media_type
from libs.common.web.refusals import BodyTooLarge, MalformedRequest, UnsupportedMediaType

_MULTIPART = "multipart/form-data"
_LONGEST_FIELD = 10_000
_LONGEST_HEADER = 10_000
_DRAINED = 50 << 20


class Upload:
    """`fields` holds the plain fields met so far; `pieces` of the file named `file` come in between.

    Raises `UnsupportedMediaType`, `MalformedRequest` (also for a form that breaks off), `BodyTooLarge`.
    """

    def __init__(self, request: Request, *, file: str, limit: int) -> None:
        if media_type(request) != _MULTIPART:
            raise UnsupportedMediaType(expected=_MULTIPART)
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            raise BodyTooLarge(limit=limit)
        _, options = parse_options_header(request.headers["content-type"])
        if not options.get(b"boundary"):
            raise MalformedRequest
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self.found = False
        self.size = 0
        self._limit = limit
        self._chunks = request.stream()
        self._form = _Form(options[b"boundary"], file)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file's bytes; afterwards `fields` are complete."""
        async for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > self._limit:
                raise BodyTooLarge(limit=self._limit)
            for piece in self._form.read(chunk):
                self._know()
                yield piece
        self._form.end()
        self._know()

    async def drain(self) -> None:
        """Read what is left of the body, so that a caller who is still sending hears the answer."""
        left = _DRAINED
        async for chunk in self._chunks:
            left -= len(chunk)
            if left < 0:
                return

    def _know(self) -> None:
        self.fields, self.found, self.file_name = self._form.fields, self._form.found, self._form.file_name


class _Form:
    def __init__(self, boundary: bytes, file: str) -> None:
        names = ("part_begin", "part_data", "part_end", "header_begin", "header_field", "header_value")
        callbacks = {f"on_{name}": getattr(self, f"_{name}") for name in (*names, "header_end", "end")}
        callbacks["on_headers_finished"] = self._headers_finished
        try:
            self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        except FormParserError:
            raise MalformedRequest from None
        self._file = file
        self._pieces: deque[bytes] = deque()
        self._ended = False
        self.fields: dict[str, str] = {}
        self.found = False
        self.file_name: str | None = None

    def read(self, chunk: bytes) -> list[bytes]:
        try:
            self._parser.write(chunk)
        except (FormParserError, UnicodeDecodeError):
            raise MalformedRequest from None
        found, self._pieces = list(self._pieces), deque()
        return found

    def end(self) -> None:
        if not self._ended:
            raise MalformedRequest

    def _part_begin(self) -> None:
        self._headers: dict[str, bytes] = {}
        self._value = bytearray()
        self._in_file = False

    def _header_begin(self) -> None:
        self._header, self._header_text = bytearray(), bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_text += data[start:end]
        if len(self._header_text) > _LONGEST_HEADER:
            raise MalformedRequest

    def _header_end(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = bytes(self._header_text)

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode()
        self._in_file = self._name == self._file
        if self._in_file:
            if self.found:
                raise MalformedRequest
            self.found = True
            name = options.get(b"filename")
            self.file_name = name.decode(errors="replace").replace("\0", "")[:200] if name else None

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._pieces.append(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > _LONGEST_FIELD:
            raise MalformedRequest

    def _part_end(self) -> None:
        if not self._in_file:
            self.fields[self._name] = self._value.decode()

    def _end(self) -> None:
        self._ended = True
