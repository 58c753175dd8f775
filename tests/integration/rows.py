"""Rows for tables that nobody describes: whatever a schema of any age takes, by what its catalogue says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

Row = dict[str, Any]
Samples = Mapping[tuple[str, str], Any]
"""By table and column: JSON of the shape that the service keeps there."""

_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
_TABLES = """
    SELECT attrelid::regclass::text AS "table", attname AS name, typname AS type,
           attnotnull AND NOT atthasdef AS needed
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
          AND relname <> 'alembic_version'
    ORDER BY attrelid, attnum"""
_REFERENCES = """
    SELECT conrelid::regclass::text AS "table", confrelid::regclass::text AS parent, a.attname AS name,
           b.attname AS named
    FROM pg_constraint CROSS JOIN LATERAL unnest(conkey, confkey) AS key (own, others)
    JOIN pg_attribute AS a ON a.attrelid = conrelid AND a.attnum = own
    JOIN pg_attribute AS b ON b.attrelid = confrelid AND b.attnum = others
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conparentid = 0"""
_CHECKS = """
    SELECT conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS says FROM pg_constraint
    WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"""
_WORDS = re.compile(r"\((\w+) = ANY \(ARRAY\[(.*?)\]\)\)")


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    needed: bool
    words: Sequence[str]
    """The only ones it takes."""
    parent: tuple[str, str] | None


async def tables(connection: asyncpg.Connection) -> dict[str, list[Column]]:
    """Those whose rows others refer to come first."""
    references = {(row["table"], row["name"]): row for row in await connection.fetch(_REFERENCES)}
    words = {
        (row["table"], name): re.findall(r"'([^']+)'", listed)
        for row in await connection.fetch(_CHECKS)
        for name, listed in _WORDS.findall(row["says"])
    }
    found: dict[str, list[Column]] = {}
    for row in await connection.fetch(_TABLES):
        key = row["table"], row["name"]
        to = references.get(key)
        parent = (to["parent"], to["named"]) if to else None
        column = Column(row["name"], row["type"], row["needed"], words.get(key, ()), parent)
        found.setdefault(row["table"], []).append(column)
    return {name: found[name] for name in _in_order(found)}


def _in_order(found: Mapping[str, Sequence[Column]]) -> Iterable[str]:
    parents = {
        name: {column.parent[0] for column in columns if column.parent} - {name}
        for name, columns in found.items()
    }
    done: dict[str, None] = {}
    while len(done) < len(found):
        ready = [name for name in found if name not in done and parents[name] <= done.keys()]
        assert ready, f"tables refer to each other in a circle: {found.keys() - done.keys()}"
        done |= dict.fromkeys(ready)
    return done


async def fill(connection: asyncpg.Connection, number: int, samples: Samples) -> list[str]:
    """Two rows into each table: one with nothing that may be left out, one with everything.

    Returns the table of each row.
    """
    schema = await tables(connection)
    statements = []
    for bare in (True, False):
        made: dict[str, Row] = {}
        for table, columns in schema.items():
            given = [column for column in columns if column.needed or not bare]
            made[table] = {
                column.name: _value(table, column, number, bare, made, samples) for column in given
            }
            statements.append(_insert(table, made[table]))
    await connection.execute(";\n".join(statements))
    return [*schema, *schema]


def _insert(table: str, row: Row) -> str:
    """What a trigger has written meanwhile stays."""
    names = ", ".join(f'"{name}"' for name in row)
    values = msgspec.json.encode(row).decode().replace("'", "''")
    chosen = f"SELECT {names} FROM json_populate_record(NULL::{table}, '{values}')"
    return f"INSERT INTO {table} ({names}) {chosen} ON CONFLICT DO NOTHING"


def _value(
    table: str, column: Column, number: int, bare: bool, made: Mapping[str, Row], samples: Samples
) -> Any:
    if column.parent:
        parent, name = column.parent
        return None if parent == table else made[parent][name]
    if column.words:
        return column.words[0 if bare else number % len(column.words)]
    if column.type == "jsonb":
        return samples.get((table, column.name), {})
    return _of_type(column.type, 2 * number + bare)


def _of_type(kind: str, number: int) -> Any:
    """Another one for each number."""
    at = _BEGUN + timedelta(days=number)
    values: dict[str, Any] = {
        "text": f"x{number}",
        "varchar": f"x{number}",
        "uuid": str(UUID(int=number + 1)),
        "timestamptz": at.isoformat(),
        "date": at.date().isoformat(),
        "time": "10:00",
        "bool": number % 2 == 0,
        "bytea": f"\\x{number:08x}",
        "json": {},
        "tsvector": f"x{number}",
        "_text": [f"x{number}"],
        "_uuid": [str(UUID(int=number + 1))],
    }
    return values.get(kind, number + 1)
