"""A page of the register as a file: a row for each line of its lists (IN-08, IN-09, IN-14)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from starlette.responses import Response

from libs.common.web.exports.columns import Column
from libs.common.web.exports.formats import CsvWriter, asked_for
from services.intake.register import schemas as s

_TEXTS = (
    *("date", "section", "number", "kind", "at", "status", "channel", "direction", "agent", "department"),
    *("priority", "waits_for", "carried_over", "after_close", "ticket_id", "customer_id", "id"),
)
_COLUMNS = [*(Column((name,)) for name in _TEXTS), Column(("amount",), number=True), Column(("currency",))]


def sheet(day: date, lines: dict[str, list[s.Line]], *, accept: str) -> Response:
    """CSV where no other format is asked for."""
    writer = (asked_for(accept) or CsvWriter)(_COLUMNS)
    content = writer.begin() + writer.add(_rows(day, lines)) + writer.end()
    name = f'attachment; filename="register-{day.isoformat()}.{writer.suffix}"'
    headers = {"Content-Disposition": name, "Vary": "Accept"}
    return Response(content, media_type=writer.media_type, headers=headers)


def _rows(day: date, lines: dict[str, list[s.Line]]) -> Iterator[dict[str, Any]]:
    for section, items in lines.items():
        for line in items:
            told = line.model_dump(mode="json")
            amount = told.pop("amount") or {"amount": None, "currency": None}
            yield {"date": day.isoformat(), "section": section, **told, **amount}
