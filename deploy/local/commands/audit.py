"""`aftercare audit`"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.local.commands.bus import databases, with_database
from deploy.local.reach import home_option

if TYPE_CHECKING:
    from libs.common.database import Database


@click.group()
def command() -> None:
    """The audit trail of all changes (XC-06)."""


@command.command()
@home_option
def verify(home: Path) -> None:
    """Recompute every hash chain and every day's anchor; exits with 1 when one is broken."""
    from libs.common import audit

    async def check(database: "Database") -> list[str]:
        async with database.transaction() as session:
            return await audit.verify(session)

    broken = [
        f"{service}: {line}" for service, url in databases(home).items() for line in with_database(url, check)
    ]
    if broken:
        raise click.ClickException("\n".join(broken))
    click.echo("Every chain is whole.")
