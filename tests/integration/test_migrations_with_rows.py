"""Every migration meets rows of every release before it, in every table."""

import asyncio
from collections import Counter
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import asyncpg
import pytest
from sqlalchemy.orm import Mapped

from libs.common.migrate import revisions, upgrade
from libs.common.schema import keeper
from tests.integration.rows import Samples, fill
from tests.servers import ROLES, Databases


@pytest.mark.parametrize("service", ROLES)
async def test_rows_of_every_release_survive_every_migration(postgres: Databases, service: str) -> None:
    database = postgres.fresh_database()
    connection = await asyncpg.connect(database.url(service))
    samples = shapes(service)
    written: Counter[str] = Counter()
    try:
        for number, revision in enumerate(revisions(service), start=1):
            await asyncio.to_thread(upgrade, service, database.url(keeper(service)), revision)
            written.update(await fill(connection, number, samples))
        for table, count in written.items():
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") >= count, table
    finally:
        await connection.close()
        database.drop()


def shapes(service: str) -> Samples:
    """What models of today keep as JSON: lists are no objects."""
    import_module(f"services.{service}.app")
    found: dict[tuple[str, str], Any] = {}
    for mapper in import_module(f"services.{service}.tables").Base.registry.mappers:
        for name, hint in get_type_hints(mapper.class_, include_extras=True).items():
            if get_origin(hint) is Mapped and name in mapper.column_attrs:
                column = mapper.column_attrs[name].columns[0]
                if (sample := _sample(get_args(hint)[0])) is not None:
                    found[mapper.local_table.name, column.name] = sample
    return found


def _sample(kind: Any) -> Any:
    if get_origin(kind) is not list:
        return None
    [item] = get_args(kind)
    return ["x"] if item is str else [{}]
