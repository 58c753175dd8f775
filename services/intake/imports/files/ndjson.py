"""NDJSON: an object a line."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from services.intake.imports.limits import Limits
from services.intake.imports.refusals import (
    CellTooLong,
    EmptyFile,
    TooManyColumns,
    Truncated,
    UnknownEncoding,
)

UNREADABLE = "\0unreadable"
"""The name under which a line that is no JSON object of plain values is handed on: a fault of its row."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def objects(text: io.TextIOBase, limits: Limits) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered from 1; empty lines count and are left out.

    Raises `CellTooLong`, `TooManyColumns`, `UnknownEncoding`, `Truncated`, `EmptyFile`.
    """
    number, some = 0, False
    while line := _line(text, number + 1, limits):
        number += 1
        if not line.strip():
            continue
        try:
            cells = _plain(_decode(line), number, limits)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            if not line.endswith("\n"):
                raise Truncated(row=number) from None
            cells = {UNREADABLE: ""}
        some = True
        yield number, cells
    if not some:
        raise EmptyFile


def _line(text: io.TextIOBase, number: int, limits: Limits) -> str:
    try:
        line = text.readline(limits.line_characters)
    except UnicodeError:
        raise UnknownEncoding(row=number) from None
    if len(line) >= limits.line_characters and not line.endswith("\n"):
        raise CellTooLong(row=number, limit=limits.line_characters)
    return line


def _plain(read: dict[str, Any], number: int, limits: Limits) -> dict[str, str]:
    if len(read) > limits.columns:
        raise TooManyColumns(row=number, limit=limits.columns)
    cells = {name: _cell(value) for name, value in read.items()}
    if any(len(cell) > limits.cell_characters for cell in cells.values() if cell):
        raise CellTooLong(row=number, limit=limits.cell_characters)
    if None in cells.values():
        return {UNREADABLE: ""}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _cell(value: Any) -> str | None:
    """As a table's cell would have it; None for an object."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        parts = [_cell(part) for part in value]
        return None if None in parts else ";".join(part or "" for part in parts)
    return None if isinstance(value, dict) else str(value)
