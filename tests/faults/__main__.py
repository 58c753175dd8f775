"""`python -m tests.faults [--count 100] [--seed 1]`: the platform under load and faults, and a verdict.

The last line is `faults=N acked=… lost=… doubled=… disordered=… stuck=…`, the exit code 0 if all four are 0.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import click

from deploy.local.brokers.jars import Unavailable
from deploy.local.errors import CannotStart
from tests.faults.checker import Verdict
from tests.faults.plan import draw_plan
from tests.faults.run import Run
from tests.servers import run_folder

NOT_HERE = 75
"""EX_TEMPFAIL: no Apache Kafka can be had here."""
_SHOWN = 10


@click.command()
@click.option("--count", "-n", type=click.IntRange(0), default=100, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the faults and the traffic.")
@click.option("--broker", type=click.Choice(["tansu", "kafka"]), default="tansu", show_default=True)
def main(count: int, seed: int, broker: str) -> None:
    """The whole platform under load and faults, on a broker of its own, and a verdict."""
    plan = draw_plan(seed, count)
    click.echo(f"seed {seed}, {count} faults, broker {broker}")
    try:
        with run_folder(Path(tempfile.gettempdir(), f"aftercare-faults-{os.getuid()}")) as folder:
            verdict = asyncio.run(Run(plan, seed).on(folder, broker))
    except Unavailable as reason:
        click.echo(reason, err=True)
        sys.exit(NOT_HERE)
    except CannotStart as trouble:
        raise click.ClickException(str(trouble)) from None
    tell(verdict, count)
    sys.exit(0 if verdict.sound else 1)


def tell(verdict: Verdict, count: int) -> None:
    found = {name: getattr(verdict, name) for name in ("lost", "doubled", "disordered", "stuck")}
    for name, lines in found.items():
        for line in lines[:_SHOWN]:
            click.echo(f"{name}: {line}")
        if len(lines) > _SHOWN:
            click.echo(f"{name}: and {len(lines) - _SHOWN} more")
    counts = " ".join(f"{name}={len(lines)}" for name, lines in found.items())
    click.echo(f"faults={count} acked={verdict.acknowledged} {counts}")


if __name__ == "__main__":
    main()
