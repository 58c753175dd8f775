"""The first sheet of an XLSX workbook, row by row in bounded memory.

Parsed by expat as a stream, as a library's objects for a million cells of one row would fill the memory;
texts that cells share lie in a temporary file. Formulas count as what they last came to. No DTD, no entity.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from services.intake.imports.files.cells import DateStyles, SharedTexts, SheetRows
from services.intake.imports.limits import Limits
from services.intake.imports.refusals import (
    Encrypted,
    NotAWorkbook,
    TooLargeInside,
    Truncated,
    UnsafeWorkbook,
)

_PIECE = 1 << 16
_WORKBOOK = "xl/workbook.xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"

Start = Callable[[str, dict[str, str]], None]


def sheet_rows(file: IO[bytes], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Numbered as Excel does; empty rows are left out. Closes `file` at its end.

    Raises `NotAWorkbook`, `Truncated`, `Encrypted`, `TooLargeInside`, `UnsafeWorkbook`, `TooManyColumns`,
    `CellTooLong`.
    """
    with file, closing(SharedTexts(limits)) as texts, _opened(file, limits) as archive:
        names = set(archive.namelist())
        sheet, date1904 = _first_sheet(archive)
        if sheet not in names:
            raise NotAWorkbook
        styles = DateStyles()
        if "xl/sharedStrings.xml" in names:
            _parse(archive, "xl/sharedStrings.xml", texts.start, texts.end, texts.text)
        if "xl/styles.xml" in names:
            _parse(archive, "xl/styles.xml", styles.start, styles.end)
        rows = SheetRows(texts, styles, limits, date1904=date1904)
        for _ in _parsed(archive, sheet, rows.start, rows.end, rows.text):
            yield from rows.take()


@contextmanager
def _opened(file: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            _guard(archive, limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise Truncated(row=1) from None
    except (expat.ExpatError, KeyError, NotImplementedError, ValueError, OSError, UnicodeError):
        raise NotAWorkbook from None


def _guard(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Encrypted
    if sum(part.file_size for part in parts) > limits.unpacked_bytes or len(parts) > 10_000:
        raise TooLargeInside(limit=limits.unpacked_bytes)
    if _WORKBOOK not in archive.NameToInfo:
        raise NotAWorkbook


def _first_sheet(archive: zipfile.ZipFile) -> tuple[str, bool]:
    """Its part's name, and whether days count from 1904."""
    sheets: list[str] = []
    targets: dict[str, str] = {}
    properties: dict[str, str] = {}

    def in_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            sheets.append(attributes.get(f"{_RELATION} id") or attributes.get(f"{_STRICT} id") or "")
        elif tag == "workbookPr":
            properties.update(attributes)

    def in_relations(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    _parse(archive, _WORKBOOK, in_workbook)
    _parse(archive, "xl/_rels/workbook.xml.rels", in_relations)
    if not sheets or sheets[0] not in targets:
        raise NotAWorkbook
    target = PurePosixPath("/xl", targets[sheets[0]]).as_posix().lstrip("/")
    return target, properties.get("date1904") in ("1", "true")


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    for _ in _parsed(archive, name, start, end, text):
        pass


def _parsed(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Feeds a part piece by piece, and hands over after each."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: start(_local(tag), attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(_local(tag))
    if text:
        parser.CharacterDataHandler = text
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _refuse(*_declaration: object) -> None:
    raise UnsafeWorkbook
