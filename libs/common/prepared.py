"""Statements that never change, given to the driver at once: SQLAlchemy's way to it takes four times as long.

For calls that many make at the same time. Rows come as SQLAlchemy has them, models too, but no session knows
of these: they are for reading. Failures are the driver's own (`asyncpg.PostgresError`).
"""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select, TextClause, inspect, text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import SessionTransaction

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
_BEGIN = text("SELECT 1")
_drivers: WeakKeyDictionary[SessionTransaction, Any] = WeakKeyDictionary()


async def driver_of(session: AsyncSession) -> Any:
    """asyncpg's connection, in the session's transaction, which begins with its first statement."""
    transaction = session.sync_session.get_transaction()
    if transaction is not None and transaction in _drivers:
        return _drivers[transaction]
    driver: Any = await session.run_sync(lambda sync: sync.connection().connection.driver_connection)
    if not driver.is_in_transaction():
        await session.execute(_BEGIN)
    if transaction := session.sync_session.get_transaction():
        _drivers[transaction] = driver
    return driver


class Prepared:
    """Parameters are given by name, as the driver takes them."""

    def __init__(self, statement: str | Select[*tuple[Any, ...]]) -> None:
        self._statement = text(statement) if isinstance(statement, str) else statement

    async def rows(self, session: AsyncSession, **given: Any) -> list[Any]:
        if session.new or session.dirty or session.deleted:
            await session.flush()
        sql, names, constants = self._compiled
        given = {**constants, **given}
        found = await (await driver_of(session)).fetch(sql, *(given[name] for name in names))
        return found if self._parts is None else [tuple(part(row) for part in self._parts) for row in found]

    async def column(self, session: AsyncSession, **given: Any) -> list[Any]:
        """The first of each row."""
        return [row[0] for row in await self.rows(session, **given)]

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[str], dict[str, Any]]:
        compiled: Any = self._statement.compile(dialect=_DIALECT)
        return compiled.string, compiled.positiontup or (), compiled.params

    @cached_property
    def _parts(self) -> list[Callable[[Any], Any]] | None:
        """What makes each part of a row from the columns; None where they are the row."""
        if isinstance(self._statement, TextClause):
            return None
        parts, place = [], 0
        for described in self._statement.column_descriptions:
            model = described["entity"] if described["expr"] is described["entity"] else None
            width = len(inspect(model).local_table.columns) if model else 1
            parts.append(_model(model, place, width) if model else itemgetter(place))
            place += width
        return parts


def _model(model: Any, place: int, width: int) -> Callable[[Any], Any]:
    mapper = inspect(model)
    keys = [column.key for column in mapper.column_attrs]
    assert len(keys) == width, f"{model.__name__} has other columns than its table"
    return partial(_made, mapper.class_manager.new_instance, keys, slice(place, place + width))


def _made(new: Callable[[], Any], keys: Sequence[str], columns: slice, row: Any) -> Any:
    made = new()
    vars(made).update(zip(keys, row[columns], strict=True))
    return made
