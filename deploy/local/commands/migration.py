"""`aftercare migration`: for those who change a model."""

import tempfile
from pathlib import Path

import click

from deploy.local.home import SERVICES, new_secrets
from deploy.local.postgres import Postgres
from libs.common.migrate import new_revision
from libs.common.schema import keeper


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.argument("message")
def command(service: str, message: str) -> None:
    """Write what SERVICE's models have and its newest migration lacks as the next revision, named MESSAGE.

    Works on a database of its own, which is thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="aftercare-migration-") as folder:
        server = Postgres(Path(folder) / "data", Path(folder) / "log", passwords=new_secrets(), fast=True)
        server.start()
        try:
            new_revision(service, server.url(keeper(service)), message)
        finally:
            server.stop()
