"""New rows by COPY, made of the models' objects without a session."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

import msgspec
from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.prepared import driver_of

_encode = msgspec.json.Encoder().encode

Row = TypeVar("Row")


class Layout:
    """How a model's objects are stored; `keys` are its attributes in the order of `columns`."""

    def __init__(self, model: type[Any]) -> None:
        mapper = inspect(model)
        fields = [field for field in mapper.column_attrs if field.columns[0].computed is None]
        stored = [field.columns[0] for field in fields]
        self.table: str = mapper.local_table.name
        self.columns = [column.name for column in stored]
        self.keys = [field.key for field in fields]
        self._new = mapper.class_manager.new_instance
        self._values = itemgetter(*self.keys)
        self._documents = [place for place, column in enumerate(stored) if isinstance(column.type, JSONB)]
        self._same = {key: _default(column) for key, column in zip(self.keys, stored, strict=True)}
        self._makers = [(key, make) for key, make in self._same.items() if callable(make)]
        self._usual = self._same | {key: make(None) for key, make in self._makers}

    def made(self, values: dict[str, Any]) -> Any:
        """An object of these values and the columns' defaults, whose changes nobody watches."""
        row = self._new()
        held = row.__dict__
        held.update(self._same)
        held.update(values)
        for key, make in self._makers:
            if key not in values:
                held[key] = make(None)
        return row

    def said(self, row: Any) -> dict[str, Any]:
        """The attributes that are more than their columns' defaults."""
        held = row.__dict__
        return {
            key: value
            for key, usual in self._usual.items()
            if (value := held.get(key)) is not None and (usual is None or value != usual)
        }

    def record(self, row: Any) -> Sequence[Any]:
        values = self._values(row.__dict__)
        if not self._documents:
            return values  # type: ignore[no-any-return]
        texts = list(values)
        for place in self._documents:
            if texts[place] is not None:
                texts[place] = _encode(texts[place]).decode()
        return texts


_layouts: dict[type[Any], Layout] = {}


def layout_of(model: type[Any]) -> Layout:
    return _layouts.get(model) or _layouts.setdefault(model, Layout(model))


def made(kind: type[Row], /, **values: Any) -> Row:
    """A new object that is for COPY only: no session knows it."""
    row: Row = layout_of(kind).made(values)
    return row


async def copy_made(session: AsyncSession, rows: Iterable[Any]) -> None:
    """New rows of any tables, those of the first met first."""
    tables: dict[type[Any], list[Any]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    for model, found in tables.items():
        layout = layout_of(model)
        await copy(session, layout.table, layout.columns, [layout.record(row) for row in found])


async def copy(session: AsyncSession, table: str, columns: Sequence[str], records: Sequence[Any]) -> None:
    """COPY within the session's transaction."""
    if not records:
        return
    driver = await driver_of(session)
    await driver.copy_records_to_table(table, columns=columns, records=records)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None
