"""What a service's own role may do with its audit trail, and what it may not, on its migrated schema."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.home import Home, new_secrets
from deploy.local.postgres import Postgres
from libs.common.ids import new_id
from libs.common.migrate import downgrade, upgrade
from libs.common.schema import keeper
from tests.servers import ROLES, Database, Databases

BEFORE = {"intake": "0031", "dispatch": "0012", "complaints": "0013", "followup": "0007"}
"""The revision before `audit_only_added_to`."""
FORBIDDEN = (
    "UPDATE audit SET hash = ''",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "DROP TABLE audit",
    "ALTER TABLE audit RENAME TO gone",
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "CREATE TRIGGER other BEFORE INSERT ON audit EXECUTE FUNCTION refuse_change()",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "UPDATE audit_anchors SET hash = ''",
    "DELETE FROM audit_anchors",
    "DROP TABLE audit_anchors",
    "DROP SCHEMA {service} CASCADE",
    "ALTER SCHEMA {service} RENAME TO gone",
    "SET ROLE {service}_keeper",
)


@pytest.fixture(scope="module", params=ROLES)
async def schema(request: pytest.FixtureRequest, postgres: Databases) -> AsyncIterator[tuple[str, Database]]:
    database = postgres.fresh_database(request.param)
    yield request.param, database
    database.drop()


@pytest.mark.rule("XC-06")
async def test_a_service_adds_to_its_audit_trail_and_changes_nothing_of_it(
    schema: tuple[str, Database],
) -> None:
    service, database = schema
    connection = await asyncpg.connect(database.url(service))
    await connection.execute(
        "INSERT INTO audit (aggregate_id, version, aggregate, entry, hash) VALUES ($1, 1, '', '{}', '')",
        new_id(),
    )
    assert await connection.fetchval("SELECT count(*) FROM audit") == 1
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement.format(service=service))
    await connection.close()


async def test_all_else_is_the_services_own(schema: tuple[str, Database]) -> None:
    """Days of the log are made and dropped by the service itself."""
    service, database = schema
    connection = await asyncpg.connect(database.url(service))
    owned = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN"
    others = await connection.fetch(f"{owned} ('r', 'p', 'S') AND relowner <> current_user::regrole")
    await connection.close()
    assert {row["relname"] for row in others} == {"audit", "audit_anchors"}


async def test_the_migration_can_be_undone_and_done_again(schema: tuple[str, Database]) -> None:
    service, database = schema
    await asyncio.to_thread(downgrade, service, database.url(keeper(service)), BEFORE[service])
    await asyncio.to_thread(upgrade, service, database.url(keeper(service)))


@pytest.mark.rule("XC-01")
async def test_a_keeper_sees_no_other_schema(database: Database) -> None:
    connection = await asyncpg.connect(database.url(keeper("intake")))
    for statement in ("CREATE TABLE dispatch.spy ()", "CREATE TABLE public.spy ()", "SET ROLE dispatch"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


@pytest.mark.rule("XC-06")
async def test_a_home_of_a_release_without_keepers_gets_them(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with_keepers = new_secrets()
    home.keep({name: secret for name, secret in with_keepers.items() if not name.endswith("_keeper")})
    server = Postgres(home.data, tmp_path / "log", passwords=home.secrets(), fast=True)
    server.start()
    try:
        server.execute("\n".join(_WITHOUT.format(service=service) for service in ROLES))
        for _ in range(2):
            server.admit_keepers()
        await asyncio.to_thread(upgrade, "intake", server.url(keeper("intake")))
        connection = await asyncpg.connect(server.url("intake"))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM audit")
        await connection.close()
    finally:
        server.stop()


_WITHOUT = """
    ALTER SCHEMA {service} OWNER TO {service};
    DROP ROLE {service}_keeper;"""
