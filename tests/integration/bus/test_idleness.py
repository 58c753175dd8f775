"""A connection that has nothing to do is given back, all but the one used last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import Database
from tests import servers

_BACKEND = text("SELECT pg_backend_pid()")
_OTHERS = """
    SELECT coalesce(array_agg(pid ORDER BY pid), '{}') FROM pg_stat_activity
    WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture
async def pool(database: servers.Database) -> AsyncIterator[Database]:
    opened = Database(database.url("dispatch"), pool_size=4, idle=0.05)
    yield opened
    await opened.close()


@pytest.fixture
async def observer(database: servers.Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.url("dispatch"))
    yield connection
    await connection.close()


async def until(observer: asyncpg.Connection, backends: list[int]) -> None:
    async with asyncio.timeout(20):
        while await observer.fetchval(_OTHERS) != sorted(backends):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def at_once(pool: Database, number: int) -> list[int]:
    """Their backends, in the order in which they are returned."""
    async with AsyncExitStack() as ends:
        sessions: list[AsyncSession] = []
        for _ in range(number):
            sessions.insert(0, await ends.enter_async_context(pool.transaction()))
        return [await session.scalar(_BACKEND) for session in sessions]


async def test_only_the_one_used_last_is_kept(pool: Database, observer: asyncpg.Connection) -> None:
    backends = await at_once(pool, 3)
    await until(observer, backends[-1:])
    assert await at_once(pool, 1) == backends[-1:]


async def test_what_was_given_back_is_opened_anew(pool: Database, observer: asyncpg.Connection) -> None:
    first = await at_once(pool, 4)
    await until(observer, first[-1:])
    again = await at_once(pool, 4)
    assert len(set(again)) == 4
    assert set(first) & set(again) == set(first[-1:])


async def test_what_is_in_use_is_kept(pool: Database, observer: asyncpg.Connection) -> None:
    async with pool.transaction() as session:
        mine = await session.scalar(_BACKEND)
        others = await at_once(pool, 2)
        await until(observer, [mine, others[-1]])
        assert await session.scalar(_BACKEND) == mine


async def test_a_pool_whose_connection_was_cut_has_nothing_to_give_back(
    pool: Database, observer: asyncpg.Connection
) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, failure: told.append(failure))
    async with pool.engine.connect() as connection:
        await connection.invalidate()
    await until(observer, [])
    backends = await at_once(pool, 2)
    await until(observer, backends[-1:])
    assert told == []
