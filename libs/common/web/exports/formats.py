"""What a list can be had as besides JSON: the caller says so in Accept."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from libs.common.web.exports.columns import Column
from libs.common.web.exports.workbook import Workbook

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d .]+")

Item = Mapping[str, Any]


class Writer:
    """Pieces of a file: `begin`, `add` as often as there are items, `end`."""

    media_type: ClassVar[str]
    suffix: ClassVar[str]

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def begin(self) -> bytes:
        return b""

    def add(self, items: Iterable[Item]) -> bytes:
        raise NotImplementedError

    def end(self) -> bytes:
        return b""


class NdjsonWriter(Writer):
    media_type, suffix = "application/x-ndjson", "ndjson"

    def add(self, items: Iterable[Item]) -> bytes:
        return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


class CsvWriter(Writer):
    """With a byte order mark, as Excel takes UTF-8 for the local encoding without one."""

    media_type, suffix = "text/csv; charset=utf-8", "csv"

    def begin(self) -> bytes:
        return b"\xef\xbb\xbf" + self._rows([[column.name for column in self._columns]])

    def add(self, items: Iterable[Item]) -> bytes:
        return self._rows([_harmless(column.text_of(item)) for column in self._columns] for item in items)

    def _rows(self, rows: Iterable[Sequence[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()


class XlsxWriter(Writer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix = "xlsx"

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self._book = Workbook()

    def begin(self) -> bytes:
        return self._book.begin([column.name for column in self._columns])

    def add(self, items: Iterable[Item]) -> bytes:
        return self._book.add([column.value_of(item) for column in self._columns] for item in items)

    def end(self) -> bytes:
        return self._book.end()


WRITERS: Mapping[str, type[Writer]] = {
    "text/csv": CsvWriter,
    XlsxWriter.media_type: XlsxWriter,
    "application/x-ndjson": NdjsonWriter,
    "application/ndjson": NdjsonWriter,
}


def asked_for(accept: str) -> type[Writer] | None:
    """The format that is named and wanted at least as much as JSON; None for JSON."""
    weights = dict(_weight(part) for part in accept[:1000].lower().split(","))
    json_weight = max(weights.get("application/json", 0.0), 0.0)
    wanted = {name: weight for name, weight in weights.items() if name in WRITERS and weight > 0}
    best = max(wanted, key=wanted.__getitem__, default=None)
    return WRITERS[best] if best and wanted[best] >= json_weight else None


def _weight(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
