"""Tickets opened a second through the real endpoint, beside a minimal app and pgbench, in interleaved rounds.

All have a database of their own on one server with fsync and are asked by 64 clients, each of whom asks again
as soon as it is answered. Compared are rates, waits, and what a ticket costs in processor time.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from deploy.local.home import new_secrets
from deploy.local.postgres import Postgres
from tests.bench.intake.costs import memory
from tests.bench.intake.racers import PATHS, Figures, Racer, pgbench, racing
from tests.bench.intake.scene import scene
from tests.servers import Databases, run_folder

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROUND_SECONDS = float(os.environ.get("ROUND_SECONDS", "6"))
ENDURANCE = float(os.environ.get("ENDURANCE", "60"))
"""Seconds under load for the growth of memory; 0 leaves it out."""


async def opening() -> dict[str, Any]:
    """Each one's medians, our ratios to the minimal app and to pgbench, growth of memory over a minute."""
    rounds: dict[str, list[Figures]] = defaultdict(list)
    with _server() as databases, ExitStack() as running:
        server = databases.server
        racers = [running.enter_context(await _racer(name, databases)) for name in PATHS]
        url = databases.fresh_database("intake").url("intake")
        statement = (await scene(url)).pgbench
        for number in range(ROUNDS + 1):
            for racer in racers:
                rounds[racer.name].append(await racer.asked(ROUND_SECONDS))
            rounds["pgbench"].append(await pgbench(url, statement, server, seconds=ROUND_SECONDS))
            _tell(f"round {number}" if number else "warm-up", rounds)
        growth = await _growth(racers[0]) if ENDURANCE else {}
    medians = {name: _medians(results[1:]) for name, results in rounds.items()}
    return {**medians, **_ratios(**medians), **growth}


async def _racer(name: str, databases: Databases) -> Any:
    url = databases.fresh_database("intake").url("intake")
    return racing(name, url, await scene(url), databases.server)


async def _growth(ours: Racer) -> Figures:
    """What it learns in the first seconds doesn't count."""
    await ours.asked(ENDURANCE / 4)
    before = memory(ours.process)
    figures = await ours.asked(ENDURANCE)
    return {
        "endured_tickets": figures["rate"] * ENDURANCE,
        "memory_mb": before,
        "memory_growth": memory(ours.process) / before,
    }


def _medians(results: list[Figures]) -> Figures:
    return {figure: median(one[figure] for one in results) for figure in results[0]}


def _ratios(ours: Figures, minimal: Figures, tuned: Figures, pgbench: Figures) -> Figures:
    return {
        "rate_to_minimal": ours["rate"] / minimal["rate"],
        "rate_to_tuned": ours["rate"] / tuned["rate"],
        "rate_to_pgbench": ours["rate"] / pgbench["rate"],
        "p99_to_minimal": ours["p99_ms"] / minimal["p99_ms"],
        "app_cpu_of_minimal_to_ours": minimal["app_us"] / ours["app_us"],
        "postgres_cpu_of_minimal_to_ours": minimal["postgres_us"] / ours["postgres_us"],
    }


def _tell(what: str, rounds: dict[str, list[Figures]]) -> None:
    for name, results in rounds.items():
        told = "  ".join(f"{figure} {value:,.1f}" for figure, value in results[-1].items())
        print(f"{what:8} {name:8} {told}", flush=True)


@contextmanager
def _server() -> Iterator[Databases]:
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-bench-{os.getuid()}")) as folder:
        postgres = Postgres(folder / "postgres", folder / "postgres.log", passwords=new_secrets())
        postgres.start()
        try:
            yield Databases(postgres)
        finally:
            postgres.stop()
