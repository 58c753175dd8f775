"""`aftercare restore`"""

from pathlib import Path

import click

from deploy.local.reach import home_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--erasures", multiple=True, type=_FILE, help="A newer list of `aftercare erasures`.")
@home_option
def command(backup: Path, erasures: tuple[Path, ...], home: Path) -> None:
    """Make the BACKUP the data of an empty home, and check that they are whole (IN-12, XC-03).

    Whom the backup has and a list of erasures names is erased again: the lists of all backups that lie beside
    it are read, and those of `--erasures`.
    """
    from deploy.local.backups.folder import ERASURES, Backup, Unusable
    from deploy.local.backups.ledger import Ledger
    from deploy.local.backups.restoring import restore
    from deploy.local.commands.bus import operator
    from deploy.local.errors import CannotStart
    from deploy.local.home import Home

    try:
        found = Backup.read(backup)
        found.check()
        ledger = Ledger.read([*backup.absolute().parent.glob(f"*/{ERASURES}"), *erasures])
        erased = restore(found, Home(home), ledger, operator())
    except (Unusable, CannotStart, RuntimeError, OSError) as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(_TOLD.format(backup=found, erased=erased, as_of=ledger.as_of, home=home.absolute()))


_TOLD = """
{home} holds what was there at {backup.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC: {backup.manifest.rows:,} rows.
Every chain of the audit trail is whole.

  erased again   {erased} customers, by lists up to {as_of:%Y-%m-%d %H:%M:%S} UTC; who asked for it later
                 has to be erased by hand: POST /intake/v1/customers/…/erase
  start          AFTERCARE_HOME={home} make run
  broker         fresh, or without topics of the time before, if it is your own (KAFKA_BOOTSTRAP)
"""
