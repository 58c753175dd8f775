"""Many new rows of one table by COPY, without SQLAlchemy's unit of work."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

import msgspec
from sqlalchemy import inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import manager_of_class

Row = TypeVar("Row")
_encode = msgspec.json.Encoder().encode
_BEGIN = text("SELECT 1")


def unseen(model: type[Row], **values: Any) -> Row:
    """A row for `insert`, made twenty times as fast as by its class, as no session will ask what was set."""
    row: Row = manager_of_class(model).new_instance()
    vars(row).update(values)
    return row


def as_stored(row: object) -> dict[str, Any]:
    """The attributes that the row was given, which isn't in a session."""
    keys = _table(type(row)).keys
    return {name: value for name, value in vars(row).items() if name in keys}


async def insert(session: AsyncSession, rows: Sequence[object]) -> None:
    """`rows` are of one model, new and not in the session; what they lack gets its default."""
    if not rows:
        return
    table = _table(type(rows[0]))
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    if not driver.is_in_transaction():
        await session.execute(_BEGIN)  # the driver begins with its first statement
    records = [table.record(row) for row in rows]
    await driver.copy_records_to_table(table.name, columns=table.columns, records=records)


class _Table:
    """How a model's rows are stored; columns that PostgreSQL reckons itself are none of ours."""

    def __init__(self, mapper: Mapper[Any]) -> None:
        columns = {field.key: field.columns[0] for field in mapper.column_attrs}
        stored = {key: column for key, column in columns.items() if column.computed is None}
        self.name = str(mapper.local_table)
        self.keys = frozenset(stored)
        self.columns = [column.name for column in stored.values()]
        self._values = itemgetter(*stored)
        self._documents = [n for n, column in enumerate(stored.values()) if isinstance(column.type, JSONB)]
        self._same = {key: _default(column) for key, column in stored.items() if not _makes(column)}
        self._made = {key: column.default.arg for key, column in stored.items() if _makes(column)}

    def record(self, row: object) -> list[Any]:
        given = vars(row)
        given.update({**self._same, **given})
        for key, make in self._made.items():
            if key not in given:
                given[key] = make(None)
        values = list(self._values(given))
        for place in self._documents:
            if values[place] is not None:
                values[place] = _encode(values[place]).decode()
        return values


_TABLES: dict[type, _Table] = {}


def _table(model: type) -> _Table:
    return _TABLES.get(model) or _TABLES.setdefault(model, _Table(inspect(model)))


def _makes(column: Any) -> Callable[[None], Any] | None:
    """What makes a new value for each row."""
    return column.default.arg if column.default is not None and column.default.is_callable else None


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None
