"""From a row's cells to a record of our columns, or to what is wrong with it (IN-14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from pydantic import BaseModel, ValidationError

from libs.common.act import Act
from libs.common.web.validation import field_error
from services.intake.imports.columns import Kind, column_named
from services.intake.imports.files.ndjson import UNREADABLE
from services.intake.imports.rows import ROWS

_decode = msgspec.json.Decoder(list[str] | dict[str, str]).decode

_NUL = "\\u0000"
"""As JSON has it."""

_WORDS = {
    "too_few_cells": ("单元格少于表头的列数", "fewer cells than the header has columns"),
    "too_many_cells": ("单元格多于表头的列数", "more cells than the header has columns"),
    "nul_character": ("不能含 NUL 字符", "must not hold the NUL character"),
    "unknown_column": ("未知的列", "a column that is not known"),
    "not_an_object": ("不是由简单值组成的 JSON 对象", "not a JSON object of plain values"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong; `column` as the file calls it, None of a whole row."""

    column: str | None
    code: str
    zh: str
    en: str


@dataclass(slots=True)
class Checked:
    """One row: a record by our columns, or faults."""

    row: int
    record: dict[str, Any] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """Stands for what the row says, whoever reads it."""
        return sha256(repr(sorted(self.given.items())).encode()).hexdigest()[:10]


class Checker:
    """`columns` maps the file's names to ours; `defaults` count where a cell is empty."""

    def __init__(
        self,
        kind: Kind,
        *,
        header: list[str],
        columns: Mapping[str, str],
        defaults: Mapping[str, str],
        act: Act,
    ) -> None:
        self._kind = kind
        self._model = ROWS[kind]
        self._header = header
        self._ours = [columns.get(name) for name in header]
        self._theirs = {ours: theirs for theirs, ours in columns.items()}
        self._defaults = {name: value for name, value in defaults.items() if name in _fields(self._model)}
        self._act = act

    def check(self, row: int, cells: str) -> Checked:
        read = _decode(cells)
        if faults := self._faults_of_shape(cells, read):
            return Checked(row, faults=faults)
        given = self._values(read)
        try:
            record = self._model.model_validate(self._defaults | given, context=self._act)
        except ValidationError as error:
            return Checked(row, faults=tuple(self._fault(one) for one in _errors(error)))
        return Checked(row, record.model_dump(mode="json", exclude_defaults=True), given)

    def _faults_of_shape(self, cells: str, read: list[str] | dict[str, str]) -> tuple[Fault, ...]:
        if isinstance(read, dict):
            if UNREADABLE in read:
                return (fault(None, "not_an_object"),)
            found = [fault(name, "unknown_column") for name in read if not self._is_known(name)]
        elif len(read) == len(self._header):
            found = []
        elif len(read) < len(self._header):
            found = [fault(None, "too_few_cells")]
        else:
            found = [fault(None, "too_many_cells")] if any(read[len(self._header) :]) else []
        if _NUL in cells:
            named = read.items() if isinstance(read, dict) else zip(self._header, read, strict=False)
            found += [fault(name, "nul_character") for name, cell in named if "\0" in cell]
        return tuple(found)

    def _values(self, read: list[str] | dict[str, str]) -> dict[str, str]:
        """By our columns; an empty cell is left out."""
        if isinstance(read, dict):
            found = {column_named(self._kind, name): cell for name, cell in read.items()}
        else:
            found = dict(zip(self._ours, read, strict=False))
        return {name: cell for name, cell in found.items() if name and cell.strip()}

    def _is_known(self, name: str) -> bool:
        return name in self._header or column_named(self._kind, name) is not None

    def _fault(self, error: Any) -> Fault:
        ours = str((error["loc"] or ((error.get("ctx") or {}).get("field"),))[0])
        zh, en = (field_error(error, (ours,), language) for language in ("zh", "en"))
        return Fault(self._theirs.get(ours, ours), en.code, zh.detail, en.detail)


def fault(column: str | None, code: str) -> Fault:
    return Fault(column, code, *_WORDS[code])


def _errors(error: ValidationError) -> list[Any]:
    """One for each column: the first."""
    found: dict[Any, Any] = {}
    for one in error.errors(include_url=False, include_input=False):
        found.setdefault(one["loc"][:1], one)
    return list(found.values())


def _fields(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}
