"""The migrations make exactly the tables that the models describe."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers import ROLES, Databases

SERVICES = [role for role in ROLES if Path(f"services/{role}/app.py").exists()]


@pytest.mark.parametrize("service", SERVICES)
async def test_models_and_migrations_agree(postgres: Databases, service: str) -> None:
    import_module(f"services.{service}.app")
    metadata = import_module(f"services.{service}.tables").Base.metadata
    database = postgres.fresh_database(service)
    engine = create_async_engine(database.url(service).replace("postgresql://", "postgresql+asyncpg://", 1))

    def differences(connection: Connection) -> list[Any]:
        ours = {"include_object": lambda _row, _name, kind, reflected, twin: _is_ours(kind, reflected, twin)}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
    database.drop()


def _is_ours(kind: str, reflected: bool, twin: Any) -> bool:
    """Not the tables of outbox, inbox, timers and audit, which no model describes."""
    return not (kind == "table" and reflected and twin is None)
