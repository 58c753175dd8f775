"""SQL that makes roles, databases and schemas: each service works in its schema and sees no other (XC-01)."""

from collections.abc import Mapping, Sequence

from libs.common.schema import keeper


def server(database: str, passwords: Mapping[str, str], roles: Sequence[str]) -> list[str]:
    """Statements for the maintenance database of a new cluster; one a line."""
    return [
        *(f"CREATE ROLE {role} LOGIN PASSWORD '{passwords[role]}';" for role in roles),
        *(f"ALTER ROLE {role} SET search_path = {role};" for role in roles),
        *(f"REVOKE ALL ON DATABASE {other} FROM PUBLIC;" for other in ("postgres", "template1")),
        f"CREATE DATABASE {database};",
        *admission(database, roles),
    ]


def admission(database: str, roles: Sequence[str]) -> list[str]:
    """Who may enter a database; a copy of a database doesn't take this over."""
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {', '.join(roles)};",
    ]


def schemas(roles: Sequence[str]) -> list[str]:
    """Statements for the services' database."""
    return [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        *(f"CREATE SCHEMA {role} AUTHORIZATION {role};" for role in roles),
    ]


def keepers(passwords: Mapping[str, str], roles: Sequence[str]) -> list[str]:
    """Statements for the services' database, whether they were run before or not."""
    return [line for role in roles for line in _keeper(role, keeper(role), passwords[keeper(role)])]


def _keeper(role: str, keeper: str, password: str) -> list[str]:
    create = f"CREATE ROLE {keeper} LOGIN PASSWORD '{password}'"
    return [
        f"DO $$ BEGIN {create}; EXCEPTION WHEN duplicate_object THEN END $$;",
        f"ALTER ROLE {keeper} SET search_path = {role};",
        f"GRANT {role} TO {keeper};",
        f"ALTER SCHEMA {role} OWNER TO {keeper};",
        f"GRANT USAGE, CREATE ON SCHEMA {role} TO {role};",
    ]
