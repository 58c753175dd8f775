"""`aftercare replay`: real requests through the whole main job."""

import asyncio
import time
from datetime import datetime
from pathlib import Path
from random import Random

import click
import httpx
from rich.console import Console
from rich.progress import Progress

from deploy.local.reach import home_option, reach
from deploy.local.replay.checks import Check, check_all
from deploy.local.replay.desk import Desk, each
from deploy.local.replay.ledgers import read_ledgers
from deploy.local.replay.life import Life
from deploy.local.replay.run import Replay
from deploy.local.replay.source import UnknownFile, read_requests, squeezed
from deploy.local.replay.summary import show
from deploy.local.stack import Facts


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="How many requests.")
@click.option("--seed", default=1, show_default=True, help="Draws consents and the customers' answers.")
@click.option("--speed", type=click.Choice(["max"]), default="max", show_default=True)
@home_option
def command(file: Path, limit: int, seed: int, speed: str, home: Path) -> None:  # noqa: ARG001
    """Feed the requests of a CSV FILE (excavator orders, New York 311) through tickets, visits and surveys.

    Uses the stack that runs on this home, or starts one. Exits with 1 when a check at the end fails.
    """
    console = Console()
    with reach(home) as facts:
        try:
            checks = asyncio.run(_replay(facts, file, limit=limit, seed=seed, console=console))
        except UnknownFile as trouble:
            raise click.ClickException(str(trouble)) from None
    if any(check.wrong for check in checks):
        raise SystemExit(1)


async def _replay(facts: Facts, file: Path, *, limit: int, seed: int, console: Console) -> list[Check]:
    async with httpx.AsyncClient(base_url=facts.address, timeout=60) as http:
        desk = Desk(http)
        await desk.sign_in("admin")
        begin = datetime.fromisoformat((await desk.get("admin", "/clock"))["now"])
        requests = squeezed(read_requests(file, limit), begin)
        lives = [Life(request, Random(f"{seed}:{n}"), n) for n, request in enumerate(requests)]  # noqa: S311
        started = time.monotonic()
        with Progress(console=console) as progress:
            replay = Replay(desk, lives, progress)
            await replay.run()
        seconds = time.monotonic() - started
        ledgers = await read_ledgers(facts.databases)
        checks = await check_all(desk, lives, ledgers)
        complaints = sum(map(bool, await each(lives, replay.complaint_of)))
    figures: dict[str, object] = {
        "tickets": len(lives),
        "declined": sum(life.stopped == "declined" for life in lives),
        "visits": sum(bool(life.visit) for life in lives),
        "surveys answered": replay.surveys,
        "complaints": complaints,
        "events published": ledgers.published,
        "events applied": ledgers.applied,
        "seconds": f"{seconds:.1f}",
        "requests a minute": f"{len(lives) / seconds * 60:.0f}",
        "calls repeated": desk.repeated,
    }
    show(console, figures, checks)
    return checks
