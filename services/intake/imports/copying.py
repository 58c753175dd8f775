"""New rows by COPY, made of the models' objects without a session (IN-14)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

_encode = msgspec.json.Encoder(decimal_format="number").encode
_BEGIN = text("SELECT 1")

Row = TypeVar("Row")
Rows = tuple[str, Sequence[str], Sequence[tuple[Any, ...]]]
"""A table, its columns, records to copy into it."""


class Layout:
    """How a model's objects are stored; `keys` are its attributes in the order of `columns`."""

    def __init__(self, model: type[Any]) -> None:
        mapper = inspect(model)
        self._new = mapper.class_manager.new_instance
        stored = [column for column in mapper.local_table.columns if column.computed is None]
        self.table: str = mapper.local_table.name
        self.columns = [column.name for column in stored]
        self.keys = [mapper.get_property_by_column(column).key for column in stored]
        self._documents = [isinstance(column.type, JSONB) for column in stored]
        self._defaults = {
            key: column.default.arg
            for key, column in zip(self.keys, stored, strict=True)
            if column.default is not None
        }

    def made(self, values: dict[str, Any]) -> Any:
        """An object of these values and the columns' defaults, whose changes nobody watches."""
        row = self._new()
        for key in self.keys:
            if key in values:
                row.__dict__[key] = values[key]
            else:
                given = self._defaults.get(key)
                row.__dict__[key] = given(None) if callable(given) else given
        return row

    def record(self, row: Any) -> tuple[Any, ...]:
        values = row.__dict__
        return tuple(
            _encode(values[key]).decode() if document and values.get(key) is not None else values.get(key)
            for key, document in zip(self.keys, self._documents, strict=True)
        )


_layouts: dict[type[Any], Layout] = {}


def layout_of(model: type[Any]) -> Layout:
    if model not in _layouts:
        _layouts[model] = Layout(model)
    return _layouts[model]


def made(kind: type[Row], /, **values: Any) -> Row:
    """A new object that is for `copy_rows` only: no session knows it."""
    row: Row = layout_of(kind).made(values)
    return row


async def copy_rows(session: AsyncSession, rows: Iterable[Any]) -> None:
    for table, columns, records in rows_of(rows):
        await copy(session, table, columns, records)


def rows_of(rows: Iterable[Any]) -> list[Rows]:
    """New rows of any tables, those of the first met first."""
    tables: dict[Layout, list[Any]] = defaultdict(list)
    for row in rows:
        tables[layout_of(type(row))].append(row)
    return [
        (layout.table, layout.columns, [layout.record(row) for row in found])
        for layout, found in tables.items()
    ]


async def copy(session: AsyncSession, table: str, columns: Sequence[str], records: Sequence[Any]) -> None:
    """COPY within the session's transaction, which the driver begins with its first statement."""
    if not records:
        return
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    if not driver.is_in_transaction():
        await session.execute(_BEGIN)
    await driver.copy_records_to_table(table, columns=columns, records=records)
