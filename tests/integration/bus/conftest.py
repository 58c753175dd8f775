"""A small made-up service: accounts whose balance changes, and somebody who keeps the totals."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import text

from libs.common.database import Database
from libs.common.schema import COMMON_TABLES
from tests.integration.bus.accounts import TABLES
from tests.servers import Database as TestDatabase


@pytest_asyncio.fixture
async def intake(database: TestDatabase) -> AsyncIterator[Database]:
    opened = await with_tables(database.url("intake"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def dispatch(database: TestDatabase) -> AsyncIterator[Database]:
    opened = await with_tables(database.url("dispatch"))
    yield opened
    await opened.close()


async def with_tables(url: str) -> Database:
    opened = Database(url)
    async with opened.transaction() as session:
        for statement in (*COMMON_TABLES, *TABLES):
            await session.execute(text(statement))
    return opened
