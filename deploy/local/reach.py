"""The stack that a command speaks to: the one that runs on a home, or one of its own meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from deploy.local.errors import CannotStart
from deploy.local.stack import Facts, Stack, running

home_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--home",
    envvar="AFTERCARE_HOME",
    default=".aftercare",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the stack. [AFTERCARE_HOME]",
)


@contextmanager
def reach(home: Path) -> Iterator[Facts]:
    """Raises `click.ClickException` when there is no stack and none can be started."""
    if facts := running(home):
        yield facts
        return
    try:
        with Stack(home) as stack:
            yield stack.facts
    except CannotStart as trouble:
        raise click.ClickException(str(trouble)) from None
