"""The row-by-row file of errors (IN-14)."""

from collections.abc import AsyncIterator, Sequence

from fastapi import Response
from sqlalchemy import select, tuple_
from starlette.responses import StreamingResponse

from libs.common.web.edge import Edge
from libs.common.web.exports.columns import Column
from libs.common.web.exports.formats import CsvWriter, Writer, asked_for
from services.intake.imports.models import Import, RowFault

_COLUMNS = [Column((name,)) for name in ("row", "column", "code", "zh", "en")]
_AT_ONCE = 1_000


def response(edge: Edge, found: Import, *, accept: str) -> Response:
    writer = asked_for(accept) or CsvWriter
    headers = {"Content-Disposition": f'attachment; filename="errors.{writer.suffix}"', "Vary": "Accept"}
    pieces = _pieces(edge, found, writer(_COLUMNS))
    return StreamingResponse(pieces, media_type=writer.media_type, headers=headers)


async def _pieces(edge: Edge, found: Import, writer: Writer) -> AsyncIterator[bytes]:
    yield writer.begin()
    last = (0, 0)
    while faults := await _after(edge.again(), found, last):
        yield writer.add({column.name: getattr(one, column.name) for column in _COLUMNS} for one in faults)
        last = (faults[-1].row, faults[-1].number)
    yield writer.end()


async def _after(edge: Edge, found: Import, last: tuple[int, int]) -> Sequence[RowFault]:
    place = tuple_(RowFault.row, RowFault.number)
    query = select(RowFault).where(RowFault.import_id == found.id, place > last)
    try:
        return (await edge.session.scalars(query.order_by(place).limit(_AT_ONCE))).all()
    finally:
        await edge.close()
