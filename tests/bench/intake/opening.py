"""Tickets opened a second through the real endpoint, beside a minimal app and pgbench, in interleaved rounds.

All have a database of their own on one server with fsync and are asked by 64 clients, each of whom asks again
as soon as it is answered. Compared are rates, waits, and what a ticket costs in processor time: of one
process for each, where the faster program meets its own limit before the machine's, and of two, as a machine
of two cores is used.
"""

import os
from collections import defaultdict
from contextlib import ExitStack
from statistics import median
from typing import Any

from tests.bench.intake.racers import PATHS, Figures, Racer, pgbench, racing
from tests.bench.intake.scene import Scene, scene
from tests.bench.intake.starting import database_server
from tests.servers import Databases

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROUND_SECONDS = float(os.environ.get("ROUND_SECONDS", "6"))
ENDURANCE = float(os.environ.get("ENDURANCE", "60"))
"""Seconds under load for the growth of memory; 0 leaves it out."""
PROCESSES = {"one_process": 1, "two_processes": 2}
"""Of each application."""

Place = tuple[str, Scene]
"""A database and what is asked of it."""


async def opening() -> dict[str, Any]:
    """For each number of processes: medians, and our ratios to the minimal app and to pgbench.

    Of one process also how its memory grows within a minute.
    """
    with database_server() as databases:
        places = {name: await _place(databases) for name in (*PATHS, "pgbench")}
        return {what: await _race(what, many, databases, places) for what, many in PROCESSES.items()}


async def _place(databases: Databases) -> Place:
    url = databases.fresh_database("intake").url("intake")
    return url, await scene(url)


async def _race(what: str, many: int, databases: Databases, places: dict[str, Place]) -> dict[str, Any]:
    rounds: dict[str, list[Figures]] = defaultdict(list)
    server, (url, of_pgbench) = databases.server, places["pgbench"]
    with ExitStack() as running:
        racers = [
            running.enter_context(racing(name, *places[name], server, processes=many)) for name in PATHS
        ]
        for number in range(ROUNDS + 1):
            for racer in racers:
                rounds[racer.name].append(await racer.asked(ROUND_SECONDS))
            rounds["pgbench"].append(await pgbench(url, of_pgbench.pgbench, server, seconds=ROUND_SECONDS))
            _tell(f"{what}, round {number}" if number else f"{what}, warm-up", rounds)
        growth = await _growth(racers[0]) if ENDURANCE and many == 1 else {}
    medians = {name: _medians(results[1:]) for name, results in rounds.items()}
    return {**medians, **_ratios(**medians), **growth}


async def _growth(ours: Racer) -> Figures:
    """What it learns in the first seconds doesn't count."""
    await ours.asked(ENDURANCE / 4)
    before = ours.memory
    figures = await ours.asked(ENDURANCE)
    return {
        "endured_tickets": figures["rate"] * ENDURANCE,
        "memory_mb": before,
        "memory_growth": ours.memory / before,
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
        print(f"{what:23} {name:8} {told}", flush=True)
