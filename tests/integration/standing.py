"""One application and one database of a service for all its tests of a run, emptied for each of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

import asyncpg
import httpx
from fastapi import FastAPI

from deploy.local.postgres import SUPERUSER
from libs.common.testing import web
from libs.common.testing.service import Service
from tests.servers import Databases

S = TypeVar("S", bound=Service)

_CLEANER = {"session_replication_role": "replica", "lock_timeout": "20s"}
"""Neither triggers nor foreign keys hold it up; a transaction that a test left open is told after a while."""
_EMPTY = """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT oid::regclass AS name, relkind FROM pg_class
            WHERE relnamespace = '{schema}'::regnamespace AND relkind IN ('r', 'S')
                AND relname <> 'alembic_version'
        LOOP
            IF found.relkind = 'S' THEN
                PERFORM setval(found.name, 1, false);
            ELSE
                EXECUTE 'DELETE FROM ' || found.name;
            END IF;
        END LOOP;
    END $$"""


@dataclass(frozen=True)
class _Standing:
    app: FastAPI
    http: httpx.AsyncClient
    cleaner: asyncpg.Connection


class StandingServices:
    """Builds a service when a test first asks for it."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._standing: dict[str, _Standing] = {}
        self._ends = AsyncExitStack()

    async def afresh(self, kind: type[S]) -> S:
        """The service as if nobody had ever used it."""
        if kind.name not in self._standing:
            self._standing[kind.name] = await self._ends.enter_async_context(self._build(kind))
        standing = self._standing[kind.name]
        await standing.cleaner.execute(_EMPTY.format(schema=kind.name))
        return kind(standing.app, standing.http)

    async def close(self) -> None:
        await self._ends.aclose()

    @asynccontextmanager
    async def _build(self, kind: type[Service]) -> AsyncIterator[_Standing]:
        database = self._databases.fresh_database(kind.name)
        settings = web.settings_for(database.url(kind.name), pool_size=4, requests_per_minute=10**9)
        app = import_module(f"services.{kind.name}.app").build_api(settings)
        cleaner = await asyncpg.connect(database.url(SUPERUSER), server_settings=_CLEANER)
        async with web.client(app, kind.signed_in) as http:
            yield _Standing(app, http, cleaner)
        await cleaner.close()
        await app.state.database.close()
        await app.state.wakeup.close()
        database.drop()
