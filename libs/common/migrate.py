"""Alembic for each service's own schema: upgrade, heads, new revisions, and the body of every `env.py`.

Database URLs sign in as the schema's keeper, who makes everything as the service's own role unless a revision
says otherwise (`libs.common.schema`).
"""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine


def upgrade(service: str, database_url: str, revision: str = "head") -> None:
    command.upgrade(_config(service, database_url), revision)


def downgrade(service: str, database_url: str, revision: str) -> None:
    command.downgrade(_config(service, database_url), revision)


def head(service: str) -> str:
    """The newest revision that the code knows; readiness compares the database with it."""
    return ScriptDirectory.from_config(_config(service, "")).get_current_head() or ""


def knows(service: str, revision: str) -> bool:
    """Whether the code has that revision; one of a newer release it hasn't."""
    return revision in revisions(service)


def revisions(service: str) -> list[str]:
    """The oldest first."""
    directory = ScriptDirectory.from_config(_config(service, ""))
    return [script.revision for script in directory.walk_revisions()][::-1]


def new_revision(service: str, database_url: str, message: str) -> None:
    """Write what the models have and the schema lacks as the next revision."""
    config = _config(service, database_url)
    command.upgrade(config, "head")
    number = f"{len(revisions(service)) + 1:04d}"
    command.revision(config, message, autogenerate=True, rev_id=number)


def run(metadata: MetaData) -> None:
    """Body of a service's `env.py`."""
    asyncio.run(_run_online(metadata, context.config.attributes["database_url"]))


def _config(service: str, database_url: str) -> Config:
    folder = Path(str(import_module(f"services.{service}").__file__)).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["service"] = service
    config.attributes["database_url"] = database_url
    return config


async def _run_online(metadata: MetaData, database_url: str) -> None:
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.begin() as connection:
        await connection.run_sync(_migrate, metadata)
    await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    context.configure(connection=connection, target_metadata=metadata, include_object=_ours)
    with context.begin_transaction():
        context.execute(f"SET ROLE {context.config.attributes['service']}")
        context.execute("SET LOCAL lock_timeout = '5s'")
        context.run_migrations()


def _ours(_item: Any, _name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave alone what the models don't know: the tables of outbox, inbox, timers and audit."""
    return not (kind == "table" and reflected and compare_to is None)
