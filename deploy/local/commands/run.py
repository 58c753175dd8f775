"""`aftercare run`"""

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.local.errors import CannotStart

if TYPE_CHECKING:
    from deploy.local.programs import Programs


@click.command()
@click.option(
    "--home",
    envvar="AFTERCARE_HOME",
    default=".aftercare",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of data, passwords and logs. [AFTERCARE_HOME]",
)
@click.option(
    "--port",
    envvar="AFTERCARE_PORT",
    default="8000",
    show_default=True,
    help="Of the gateway. [AFTERCARE_PORT]",
)
@click.option(
    "--log",
    envvar="AFTERCARE_LOG",
    type=click.Choice(["files", "terminal"]),
    default="files",
    show_default=True,
    help="Where the processes write to. [AFTERCARE_LOG]",
)
def command(home: Path, port: str, log: str) -> None:
    """Start the whole platform on this machine, until Ctrl-C.

    PostgreSQL, the broker, an API and a worker for each service and the gateway, all on the loopback
    interface; a process that dies is started again. Port 0 takes a free one.
    """
    from deploy.local.programs import Programs

    start(home, port, programs=Programs(), log_to_files=log == "files")


def start(home: Path, port: str, *, programs: "Programs", log_to_files: bool = True) -> None:
    """Raises `click.ClickException` with one sentence when there can be no stack."""
    from deploy.local.launcher import Launcher

    try:
        Launcher(home, port=_number(port), log_to_files=log_to_files, programs=programs).run()
    except CannotStart as trouble:
        raise click.ClickException(str(trouble)) from None
    except OSError as trouble:
        raise click.ClickException(_sentence(trouble, home)) from None


def _number(port: str) -> int:
    if port.isascii() and port.isdigit() and int(port) < 65536:
        return int(port)
    raise CannotStart(f"AFTERCARE_PORT must be a number from 0 to 65535, not {port!r}.")


def _sentence(trouble: OSError, home: Path) -> str:
    if trouble.errno == errno.ENOSPC:
        return f"The disk of {home.absolute()} is full."
    return f"Aftercare can't start: {trouble.strerror or trouble}: {trouble.filename or home.absolute()}."
