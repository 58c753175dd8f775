"""The parts of a workbook as its parser meets them: shared texts, which styles are dates, cells."""

import re
import tempfile
from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from services.intake.imports.limits import Limits
from services.intake.imports.refusals import CellTooLong, TooManyColumns

_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|general', re.IGNORECASE)
_MOST_DIGITS = 30
_LAST_DAY = 2_958_465
"""9999-12-31 as a serial number."""


class SharedTexts:
    """Texts by their number, in a temporary file."""

    def __init__(self, limits: Limits) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._ends = array("Q", [0])
        self._longest = limits.cell_characters
        self._parts: list[str] = []
        self._length = 0
        self._reads = False
        self._phonetic = False
        self._read = lru_cache(maxsize=10_000)(self._from_file)

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise ValueError("there is no such shared text")
        return self._read(number)

    def close(self) -> None:
        self._file.close()

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            self._parts, self._length = [], 0
        elif tag == "rPh":
            self._phonetic = True
        self._reads = tag == "t" and not self._phonetic

    def text(self, data: str) -> None:
        if self._reads:
            self._length += len(data)
            if self._length > self._longest:
                raise CellTooLong(row="?", limit=self._longest)
            self._parts.append(data)

    def end(self, tag: str) -> None:
        self._reads = False
        if tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            content = "".join(self._parts).encode()
            self._file.write(content)
            self._ends.append(self._ends[-1] + len(content))

    def _from_file(self, number: int) -> str:
        begin, end = self._ends[number], self._ends[number + 1]
        self._file.seek(begin)
        return self._file.read(end - begin).decode()


class DateStyles:
    """Which styles of cells show a number as a day or moment."""

    def __init__(self) -> None:
        self._own: dict[str, bool] = {}
        self._styles: list[bool] = []
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self._own[attributes["numFmtId"]] = _shows_date(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            self._styles.append(self._own.get(number, int(number) in _DATE_FORMATS))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def is_date(self, style: str | None) -> bool:
        number = int(style or 0)
        return 0 <= number < len(self._styles) and self._styles[number]


class SheetRows:
    """Cells as texts, gathered into rows."""

    def __init__(self, texts: SharedTexts, styles: DateStyles, limits: Limits, *, date1904: bool) -> None:
        self._texts, self._styles, self._limits = texts, styles, limits
        self._first_day = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        self._done: list[tuple[int, list[str]]] = []
        self._number = 0
        self._cells: list[str] = []
        self._cell: dict[str, str] = {}
        self._value: list[str] = []
        self._formula: list[str] = []
        self._length = 0
        self._reads: list[str] | None = None

    def take(self) -> Iterator[tuple[int, list[str]]]:
        done, self._done = self._done, []
        yield from done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells = []
        elif tag == "c":
            self._cell, self._value, self._formula, self._length = attributes, [], [], 0
            self._open()
        self._reads = self._value if tag in ("v", "t") else self._formula if tag == "f" else None

    def text(self, data: str) -> None:
        if self._reads is not None:
            self._length += len(data)
            if self._length > self._limits.cell_characters:
                raise CellTooLong(row=self._number, limit=self._limits.cell_characters)
            self._reads.append(data)

    def end(self, tag: str) -> None:
        self._reads = None
        if tag == "c":
            self._cells.append(self._shown("".join(self._value)) or self._as_text())
        elif tag == "row" and any(self._cells):
            self._done.append((self._number, self._cells))

    def _open(self) -> None:
        """Cells that are left out before this one are empty."""
        place = _column(self._cell.get("r", "")) or len(self._cells) + 1
        if place > self._limits.columns:
            raise TooManyColumns(row=self._number, limit=self._limits.columns)
        self._cells += [""] * (place - 1 - len(self._cells))

    def _as_text(self) -> str:
        """A formula that was never reckoned is kept as it is written."""
        return f"={''.join(self._formula)}" if self._formula else ""

    def _shown(self, value: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._texts[int(value)] if value else ""
        if kind == "b":
            return {"1": "true", "0": "false"}.get(value, value)
        if kind != "n" or not value:
            return value
        return self._moment(value) if self._styles.is_date(self._cell.get("s")) else _number(value)

    def _moment(self, value: str) -> str:
        days = float(value)
        if not 0 <= days <= _LAST_DAY:
            return value
        moment = self._first_day + timedelta(seconds=round(days * 86_400))
        return moment.date().isoformat() if days.is_integer() else moment.isoformat(" ")


def _number(value: str) -> str:
    """Without exponent or superfluous noughts: telephone numbers are numbers to Excel."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return value
    whole = number.to_integral_value()
    return f"{whole:f}" if number == whole else f"{_as_shown(number):f}"


def _as_shown(number: Decimal) -> Decimal:
    """Excel reckons with 15 digits: 0.1 + 0.2 is written as 0.30000000000000004."""
    return Decimal(f"{number:.15g}").normalize()


def _column(reference: str) -> int:
    """`B7` → 2."""
    column = 0
    for letter in reference.rstrip("0123456789")[:4]:
        column = column * 26 + ord(letter.upper()) - 64
    return column


def _shows_date(format_code: str) -> bool:
    return bool(re.search("[ymdhs]", _NOT_A_DATE.sub("", format_code), re.IGNORECASE))
