"""CSV in whatever delimiter."""

import csv
import io
from collections.abc import Iterator

from services.intake.imports.files.text import Recognised
from services.intake.imports.limits import Limits
from services.intake.imports.refusals import (
    CellTooLong,
    EmptyFile,
    TooManyColumns,
    Truncated,
    UnknownEncoding,
)

DELIMITERS = ",;\t|"


def delimiter_of(first_line: str, recognised: Recognised) -> str:
    """The one that makes the most of the first line: names that are known, then columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        names = [name.strip('"') for name in first_line.split(delimiter)]
        return sum(recognised(name) for name in names), len(names)

    return max(DELIMITERS, key=worth)


def records(text: io.TextIOBase, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Numbered from 1, the header being the first; empty lines count and are left out.

    Raises `CellTooLong`, `TooManyColumns`, `UnknownEncoding`, `Truncated`.
    """
    lines = _Lines(text, limits.line_characters)
    reader = csv.reader(lines, delimiter=delimiter)
    width, number = 0, 0
    cells: list[str] = []
    for number, cells in enumerate(_guarded(reader, lines, limits), start=1):
        lines.checkpoint(number)
        if len(cells) > limits.columns:
            raise TooManyColumns(row=number, limit=limits.columns)
        if any(cells):
            width = width or len(cells)
            yield number, cells
    if not width:
        raise EmptyFile
    if lines.breaks_off and (len(cells) < width or _is_open(lines.last, delimiter)):
        raise Truncated(row=number)


class _Lines:
    """Lines of at most so many characters; remembers those of the record that is being read."""

    def __init__(self, text: io.TextIOBase, longest: int) -> None:
        self._text = text
        self._longest = longest
        self._record: list[str] = []
        self.last: list[str] = []
        self.number = 0
        self.breaks_off = False
        """Whether the last line has no end."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._longest)
        if not line:
            raise StopIteration
        self.breaks_off = not line.endswith(("\n", "\r"))
        if self.breaks_off and len(line) >= self._longest:
            raise CellTooLong(row=self.number + 1, limit=self._longest)
        self._record.append(line)
        return line

    def checkpoint(self, number: int) -> None:
        self.number = number
        self.last, self._record = self._record, []


def _guarded(reader: Iterator[list[str]], lines: _Lines, limits: Limits) -> Iterator[list[str]]:
    csv.field_size_limit(limits.cell_characters)
    try:
        yield from reader
    except csv.Error:
        raise CellTooLong(row=lines.number + 1, limit=limits.cell_characters) from None
    except UnicodeError:
        raise UnknownEncoding(row=lines.number + 1) from None


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Whether a record ends within quotes."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
