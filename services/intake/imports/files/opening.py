"""From a file's first bytes to its table (IN-14)."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from services.intake.imports.files.delimited import delimiter_of, records
from services.intake.imports.files.ndjson import UNREADABLE, objects
from services.intake.imports.files.pulled import Pulled
from services.intake.imports.files.tables import Table
from services.intake.imports.files.text import Recognised, encoding_of
from services.intake.imports.files.workbook import sheet_rows
from services.intake.imports.limits import Limits
from services.intake.imports.refusals import EmptyFile, Encrypted, HeaderOnly, NotText, NulInHeader, OldExcel

_SAMPLE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"Rar!", b"7z\xbc\xaf")


def open_table(file: Pulled, limits: Limits, recognised: Recognised) -> Table:
    """Reads as far as the header; `recognised` counts the names of columns in a text.

    Raises what is in `refusals`.
    """
    buffered = io.BufferedReader(file, _SAMPLE)
    sample = buffered.read(_SAMPLE)
    if not sample:
        raise EmptyFile
    if sample.startswith(_OLE):
        raise Encrypted if _SEALED in sample else OldExcel
    if sample.startswith(_FOREIGN):
        raise NotText
    if sample.startswith(_ZIP):
        return _with_header("xlsx", sheet_rows(_spooled(sample, buffered), limits))
    return _text_table(sample, buffered, limits, recognised)


def _text_table(sample: bytes, rest: IO[bytes], limits: Limits, recognised: Recognised) -> Table:
    whole = len(sample) < _SAMPLE
    encoding = encoding_of(sample, recognised, whole=whole)
    text = io.TextIOWrapper(io.BufferedReader(_Chained(sample, rest)), encoding, newline="")
    head = sample[:65_536].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    if not head:
        raise EmptyFile
    if head.startswith(("{", "[")):
        return _object_table(objects(text, limits), encoding)
    delimiter = delimiter_of(head.splitlines()[0], recognised)
    rows = records(text, delimiter, limits)
    return _with_header("csv", rows, encoding=_name(encoding), delimiter=delimiter)


def _with_header(
    format_: str,
    rows: Iterator[tuple[int, list[str]]],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Raises `EmptyFile`, `HeaderOnly`, `NulInHeader`."""
    first = next(rows, None)
    if first is None:
        raise EmptyFile
    second = next(rows, None)
    if second is None:
        raise HeaderOnly
    header = _names(name.strip() for name in first[1])
    while header and not header[-1]:
        header.pop()
    return Table(
        format=format_, header=header, rows=chain([second], rows), encoding=encoding, delimiter=delimiter
    )


def _object_table(rows: Iterator[tuple[int, dict[str, str]]], encoding: str) -> Table:
    first = next(rows)
    header = _names(name for name in first[1] if name != UNREADABLE)
    return Table(format="ndjson", header=header, rows=chain([first], rows), encoding=_name(encoding))


def _names(header: Iterable[str]) -> list[str]:
    """Raises `NulInHeader`."""
    names = list(header)
    if "\0" in "".join(names):
        raise NulInHeader
    return names


def _name(codec: str) -> str:
    return {"utf-8-sig": "utf-8", "big5hkscs": "big5"}.get(codec, codec)


def _spooled(sample: bytes, rest: IO[bytes]) -> IO[bytes]:
    """On disk: a workbook's table of contents stands at its end."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115
    spool.write(sample)
    while piece := rest.read(_SAMPLE):
        spool.write(piece)
    spool.seek(0)
    return spool


class _Chained(io.RawIOBase):
    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first = memoryview(first)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        if not self._first:
            piece = self._rest.read(len(buffer))
            buffer[: len(piece)] = piece
            return len(piece)
        taken = min(len(buffer), len(self._first))
        buffer[:taken] = self._first[:taken]
        self._first = self._first[taken:]
        return taken
