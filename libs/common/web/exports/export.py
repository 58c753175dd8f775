"""A list, page after page, as one file: the list's own call is asked for each (IN-14).

So an export has the list's permission, filters and masks. Each page is a transaction of its own, which a slow
reader doesn't hold open; rows that are there from beginning to end are in it once.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from libs.common import audit
from libs.common.ids import new_id, site_date
from libs.common.web.edge import Edge
from libs.common.web.exports.columns import columns_of
from libs.common.web.exports.formats import Writer
from libs.common.web.paging import Page, Paging
from libs.common.web.rows import as_json

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Export:
    """`values` are the call's arguments, among them its edge and, of a list in pages, its paging."""

    call: Callable[..., Awaitable[Page[Any]]]
    values: Mapping[str, Any]
    edge: Edge
    item: type[BaseModel]
    writer: type[Writer]
    name: str

    async def response(self, *, head: bool) -> Response:
        """The first page is read at once, so that what is wrong is told before anything is sent."""
        await self._note()
        if paging := self._paging():
            paging.limit = _AT_ONCE
        first = await self.call(**self.values)
        headers = {
            "Content-Disposition": f'attachment; filename="{self._file_name()}"',
            "Cache-Control": "no-store",
            "Vary": "Accept",
        }
        self.edge.headers.pop("Link", None)
        if head:
            return Response(headers=headers, media_type=self.writer.media_type)
        return StreamingResponse(self._pieces(first), headers=headers, media_type=self.writer.media_type)

    async def _pieces(self, page: Page[Any]) -> AsyncIterator[bytes]:
        writer = self.writer(columns_of(self.item))
        yield writer.begin()
        while True:
            yield writer.add(as_json(item, self.item) for item in page.items)
            cursor = getattr(page, "next_cursor", None)
            if cursor is None:
                break
            page = await self._next(cursor)
        yield writer.end()

    async def _next(self, cursor: str) -> Page[Any]:
        paging = self._paging()
        assert paging is not None, "a list without pages names no next one"
        paging.go_to(cursor)
        edge = self.edge.again()
        try:
            values = {name: edge if value is self.edge else value for name, value in self.values.items()}
            return await self.call(**values)
        finally:
            await edge.close()

    async def _note(self) -> None:
        """Who took what away is on record (IN-12)."""
        taken = {"list": (None, self.name), "format": (None, self.writer.suffix)}
        session, act = self.edge.session, self.edge.act
        await audit.note(session, act=act, subject=new_id(), of="Export", verb="export", changes=taken)

    def _paging(self) -> Paging | None:
        """None for a short list that is told whole."""
        return next((value for value in self.values.values() if isinstance(value, Paging)), None)

    def _file_name(self) -> str:
        return f"{self.name}-{site_date(self.edge.act.now):%Y%m%d}.{self.writer.suffix}"
