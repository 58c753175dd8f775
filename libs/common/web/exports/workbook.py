"""An XLSX workbook, written as a stream: no row is kept.

Texts are inline strings, which no spreadsheet takes for formulas. A new sheet begins where one is full.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from libs.common.web.exports.columns import Value

ROWS_OF_A_SHEET = 1_048_576
_LONGEST_TEXT = 32_767
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MADE_AT = (2020, 1, 1, 0, 0, 0)


class _Sink(io.RawIOBase):
    """What was written since the last look; it can't be sought in, so the archive is written straight on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class _Archive(zipfile.ZipFile):
    """Closed by `Workbook.end`; of one whose reader gave up there is nothing to close."""

    def __del__(self) -> None:
        pass


class Workbook:
    def __init__(self, rows_of_a_sheet: int = ROWS_OF_A_SHEET) -> None:
        self._sink = _Sink()
        self._archive = _Archive(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._most = rows_of_a_sheet
        self._sheets = 0
        self._rows = 0
        self._header: Sequence[str] = ()

    def begin(self, header: Sequence[str]) -> bytes:
        self._header = header
        self._open_sheet()
        return self._sink.take()

    def add(self, rows: Iterable[Sequence[Value]]) -> bytes:
        for row in rows:
            if self._rows == self._most:
                self._close_sheet()
                self._open_sheet()
            self._write(row)
        return self._sink.take()

    def end(self) -> bytes:
        self._close_sheet()
        for name, content in _parts(self._sheets):
            self._archive.writestr(_entry(name), _HEAD + content)
        self._archive.close()
        return self._sink.take()

    def _open_sheet(self) -> None:
        self._sheets += 1
        self._rows = 0
        self._part = self._archive.open(
            _entry(f"xl/worksheets/sheet{self._sheets}.xml"), "w", force_zip64=True
        )
        self._part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self._write(self._header)

    def _close_sheet(self) -> None:
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()

    def _write(self, row: Sequence[Value]) -> None:
        self._rows += 1
        self._part.write(f"<row>{''.join(map(_cell, row))}</row>".encode())


def _cell(value: Value) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = escape(_NOT_XML.sub("\ufffd", value[:_LONGEST_TEXT]))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parts(sheets: int) -> Iterable[tuple[str, str]]:
    numbers = range(1, sheets + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        for n in numbers
    )
    named = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    defaults = f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{book}{types}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations(targets)


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'
