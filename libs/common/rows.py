"""Many new rows of one table in one statement, without SQLAlchemy's unit of work."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Column, TextClause, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import manager_of_class

Row = TypeVar("Row")
_encode = msgspec.json.Encoder().encode


class _Field(NamedTuple):
    name: str
    """The attribute's."""
    column: str
    default: Any
    """Makes the value of a row that has none; None without a default."""


def as_stored(row: object) -> dict[str, Any]:
    """The attributes that the row was given, which isn't in a session."""
    given = vars(row)
    return {field.name: given[field.name] for field in _fields(type(row)) if field.name in given}


def unseen(model: type[Row], **values: Any) -> Row:
    """A row for `insert`, made twenty times as fast as by its class, as no session will ask what was set."""
    row: Row = manager_of_class(model).new_instance()
    vars(row).update(values)
    return row


async def insert(session: AsyncSession, rows: Sequence[object]) -> None:
    """`rows` are of one model, new and not in the session; what they lack gets its default.

    PostgreSQL reads them from JSON, so the types of its columns decide.
    """
    if rows:
        content = _encode([_complete(row) for row in rows]).decode()
        await session.execute(_statement(type(rows[0])), {"rows": content})


def _complete(row: object) -> dict[str, Any]:
    given = vars(row)
    for field in _fields(type(row)):
        if field.name not in given:
            given[field.name] = field.default and field.default(None)
    return {field.column: _as_json(given[field.name]) for field in _fields(type(row))}


def _as_json(value: Any) -> Any:
    """Bytes as `bytea` reads them."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


@lru_cache
def _fields(model: type[object]) -> tuple[_Field, ...]:
    mapper: Mapper[Any] = inspect(model)
    return tuple(
        _Field(attribute.key, attribute.columns[0].name, _default(attribute.columns[0]))
        for attribute in mapper.column_attrs
        if attribute.columns[0].computed is None
    )


def _default(column: Column[Any]) -> Any:
    """As a function of a context that nobody looks at."""
    given: Any = column.default
    if given is None:
        return None
    return given.arg if given.is_callable else lambda _context: given.arg


@lru_cache
def _statement(model: type[object]) -> TextClause:
    table = inspect(model).local_table.name  # type: ignore[attr-defined]
    columns = ", ".join(f'"{field.column}"' for field in _fields(model))
    return text(
        f"INSERT INTO {table} ({columns})"  # noqa: S608
        f" SELECT {columns} FROM json_populate_recordset(NULL::{table}, CAST(:rows AS json))"
    )
