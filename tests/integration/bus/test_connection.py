"""What a connection knows of PostgreSQL by itself is what PostgreSQL would have told it."""

import asyncpg
import pytest

from libs.common.connection import ARRAYS, Connection, described
from libs.common.database import Database


async def test_arrays_are_known_as_the_server_describes_them(dispatch: Database) -> None:
    asking = await asyncpg.connect(dispatch.url)
    try:
        told, _ = await asking._introspect_types(list(ARRAYS), None)
    finally:
        await asking.close()
    of_arrays = {row["oid"]: dict(row) for row in told if row["oid"] in ARRAYS}
    for number in ARRAYS:
        known = described(number)
        known.pop("elemtype_name")  # for types without a codec of asyncpg's
        assert {name: of_arrays[number][name] for name in known} == known


async def test_arrays_are_read_and_written_without_asking(dispatch: Database) -> None:
    connection = await asyncpg.connect(dispatch.url, connection_class=Connection)
    try:
        row = await connection.fetchrow(
            "SELECT $1::int4[], $2::uuid[], $3::timestamptz[]", [1, None], [], None
        )
        kept = await connection.fetchval("SELECT count(*) FROM pg_prepared_statements")
    finally:
        await connection.close()
    assert list(row.values()) == [[1, None], [], None]
    assert kept == 2


async def test_another_asyncpg_asks_as_ever(dispatch: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncpg, "__version__", "0.33.0")
    connection = await asyncpg.connect(dispatch.url, connection_class=Connection)
    try:
        assert await connection.fetchval("SELECT $1::int4[]", [1, None]) == [1, None]
        kept = await connection.fetchval("SELECT count(*) FROM pg_prepared_statements")
    finally:
        await connection.close()
    assert kept > 2


async def test_other_types_are_asked_for(dispatch: Database) -> None:
    connection = await asyncpg.connect(dispatch.url, connection_class=Connection)
    try:
        span = await connection.fetchval("SELECT $1::int4multirange", [asyncpg.Range(1, 3)])
    finally:
        await connection.close()
    assert span == [asyncpg.Range(1, 3)]
