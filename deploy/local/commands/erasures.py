"""`aftercare erasures`"""

import asyncio
from pathlib import Path

import click

from deploy.local.commands.bus import databases
from deploy.local.reach import home_option


@click.command()
@home_option
def command(home: Path) -> None:
    """Print who was erased so far, by id: keep it where the backups are (IN-12).

    `aftercare restore --erasures FILE` takes out again whom an older backup still has.
    """
    from deploy.local.backups.ledger import ledger_of

    click.echo(asyncio.run(ledger_of(databases(home)["intake"])).written())
