"""`aftercare roles`"""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from libs.common.roles.table import Action
    from libs.common.settings import Settings

SERVICES = ("intake", "dispatch", "complaints", "followup")
_MARKS = {"all": "●", "own": "○"}


@click.command()
@click.option("--service", type=click.Choice([*SERVICES, "console"]), help="Of one service only.")
def command(service: str | None) -> None:
    """Print who may do what: roles × actions, as the calls of the services enforce it.

    ● may act on everything, ○ on what is its own. What isn't marked is refused.
    """
    from rich.console import Console

    screen = Console(width=None if Console().is_terminal else 160)
    for name in [service] if service else [*SERVICES, "console"]:
        screen.print(_matrix(name, sorted(enforced(name), key=lambda call: call[1].name if call[1] else "")))


def enforced(service: str) -> "Iterator[tuple[str, Action | None]]":
    """Every call with the row of the role table that it enforces; None where it is open to all."""
    from libs.common.roles.table import role_table

    if service == "console":
        for method, action in import_module("services.console.clock").ACTIONS.items():
            yield f"{method} /clock", role_table().action(service, action)
        return
    from libs.common.web.routing import edge_routes

    app = import_module(f"services.{service}.app").build_api(_settings())
    for route in edge_routes(app):
        for method in sorted(route.methods or ()):
            yield f"{method} {route.path.removeprefix(f'/{service}/v1')}", route.action


def _matrix(service: str, calls: "list[tuple[str, Action | None]]") -> "Table":
    from rich.table import Table

    from libs.common.roles.table import role_table

    used = {role for _, action in calls if action for role in action.roles}
    roles = [role for role in role_table().roles if role in used]
    table = Table("action", *("\n".join(role) for role in roles), "calls", title=service, show_lines=False)
    rows: dict[str, list[str]] = defaultdict(list)
    reaches: dict[str, list[str]] = {}
    for call, action in calls:
        name = action.name if action else "(open to all)"
        granted = action.roles if action else {}
        reaches[name] = [_MARKS[granted[role]] if role in granted else "" for role in roles]
        rows[name].append(call)
    for name, listed in rows.items():
        table.add_row(name, *reaches[name], "\n".join(listed))
    return table


def _settings() -> "Settings":
    """Enough to build an application; nothing is connected."""
    from pydantic import SecretStr

    from libs.common.settings import Settings

    return Settings(
        database_url=SecretStr("postgresql://nobody@127.0.0.1/none"),
        kafka_bootstrap="none",
        issuer="none",
        jwks_url="none",
        survey_secret=SecretStr("none" * 8),
    )
