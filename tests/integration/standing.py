"""One application and one database of a service for all its tests of a run, emptied for each of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
class Standing:
    app: FastAPI
    http: httpx.AsyncClient
    cleaner: asyncpg.Connection

    async def afresh(self, kind: type[S]) -> S:
        """The service as if nobody had ever used it."""
        await self.cleaner.execute(_EMPTY.format(schema=kind.name))
        return kind(self.app, self.http)


@asynccontextmanager
async def standing_service(
    databases: Databases, service: str, *, role: str | None = None
) -> AsyncIterator[Standing]:
    """Its client is signed in as `role`, or nobody."""
    database = databases.fresh_database(service)
    settings = web.settings_for(database.url(service), pool_size=4, requests_per_minute=10**9)
    app = import_module(f"services.{service}.app").build_api(settings)
    cleaner = await asyncpg.connect(database.url(SUPERUSER), server_settings=_CLEANER)
    async with web.client(app, role) as http:
        yield Standing(app, http, cleaner)
    await cleaner.close()
    await app.state.database.close()
    await app.state.wakeup.close()
    database.drop()
