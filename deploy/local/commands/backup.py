"""`aftercare backup`"""

import asyncio
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from deploy.local.commands.bus import databases
from deploy.local.reach import home_option


@click.command()
@click.option(
    "--to",
    envvar="AFTERCARE_BACKUPS",
    default="backups",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of all backups; a new one in it is for its owner only. [AFTERCARE_BACKUPS]",
)
@click.option("--keep-days", default=30, show_default=True, type=click.IntRange(0), help="0 keeps all.")
@home_option
def command(to: Path, keep_days: int, home: Path) -> None:
    """Write down all that the running platform holds, as it is at one moment (IN-12).

    Backups hold personal data in the clear: encrypt their disk, and what is carried away. Those older than
    `--keep-days` are removed, so that who was erased is in none of them for longer.
    """
    from deploy.local.backups.taking import take
    from deploy.local.home import Home

    os.umask(0o077)
    urls = databases(home)
    try:
        backup = asyncio.run(take(urls, home=Home(home), to=to))
    except (OSError, RuntimeError) as trouble:
        raise click.ClickException(f"There is no new backup: {trouble}") from None
    size = sum(file.stat().st_size for file in backup.folder.iterdir())
    click.echo(
        f"{backup.folder}: {backup.manifest.rows:,} rows of {len(urls)} services, {size / 1e6:.1f} MB."
    )
    if keep_days:
        _remove_old(to, before=datetime.now(UTC) - timedelta(days=keep_days))


def _remove_old(backups: Path, *, before: datetime) -> None:
    """Also what a backup that was killed has left."""
    from deploy.local.backups.folder import begun_at

    for folder in backups.iterdir():
        begun = begun_at(folder)
        if begun and begun < before:
            shutil.rmtree(folder)
            click.echo(f"{folder} is older and was removed.")
