"""`aftercare audit`"""

import asyncio
from pathlib import Path

import click

from deploy.local.commands.bus import databases
from deploy.local.reach import home_option


@click.group()
def command() -> None:
    """The audit trail of all changes (XC-06)."""


@command.command()
@home_option
def verify(home: Path) -> None:
    """Recompute every hash chain and every day's anchor; exits with 1 when one is broken."""
    from deploy.local.auditing import broken_chains

    if broken := asyncio.run(broken_chains(databases(home))):
        raise click.ClickException("\n".join(broken))
    click.echo("Every chain is whole.")
