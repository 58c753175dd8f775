"""`aftercare migration`: for those who change a model."""

import secrets
import tempfile
from pathlib import Path

import click

from deploy.local.home import SERVICES
from deploy.local.postgres import SUPERUSER, Postgres
from libs.common.migrate import new_revision


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.argument("message")
def command(service: str, message: str) -> None:
    """Write what SERVICE's models have and its newest migration lacks as the next revision, named MESSAGE.

    Works on a database of its own, which is thrown away.
    """
    passwords = {role: secrets.token_hex(8) for role in (SUPERUSER, *SERVICES)}
    with tempfile.TemporaryDirectory(prefix="aftercare-migration-") as folder:
        server = Postgres(Path(folder) / "data", Path(folder) / "log", passwords=passwords, fast=True)
        server.start()
        try:
            new_revision(service, server.url(service), message)
        finally:
            server.stop()
