"""`make bench-bus`: from outbox to effect, beside the bare loop and FastStream, in one run."""

import asyncio
import json
import os
from collections import defaultdict
from statistics import median

from tests.bench.bus import costs
from tests.bench.bus.contestants import BARE, OURS, PEER, Contestant
from tests.bench.bus.measures import quantile, running
from tests.bench.bus.stage import Stage, stage

ROUNDS = int(os.environ.get("ROUNDS", "3"))
EVENTS = int(os.environ.get("EVENTS", "100000"))
OLD_ROWS = int(os.environ.get("OLD_ROWS", "10000000"))
PEER_SHARE = 10
"""The peer gets a tenth of the events, or it would take all the time."""

Figures = dict[str, float]


async def race(place: Stage, contestant: Contestant) -> Figures:
    async with running(place, contestant) as run:
        rate = await run.rate(EVENTS // (PEER_SHARE if contestant is PEER else 1))
        waits = await run.latencies(2000, per_second=200)
    return {"rate": rate, "p50_ms": quantile(waits, 0.5), "p99_ms": quantile(waits, 0.99)}


async def races(place: Stage) -> dict[str, Figures]:
    """The median of each figure."""
    rounds: dict[str, list[Figures]] = defaultdict(list)
    for number in range(ROUNDS):
        for contestant in (BARE, OURS, PEER):
            figures = await race(place, contestant)
            rounds[contestant.name].append(figures)
            tell(f"round {number + 1}, {contestant.name}", figures)
    return {
        name: {figure: median(one[figure] for one in results) for figure in results[0]}
        for name, results in rounds.items()
    }


def ratios(medians: dict[str, Figures]) -> Figures:
    ours, bare, peer = medians["ours"], medians["bare"], medians["peer"]
    return {
        "rate_to_bare": ours["rate"] / bare["rate"],
        "rate_to_peer": ours["rate"] / peer["rate"],
        "p50_to_bare": ours["p50_ms"] / bare["p50_ms"],
        "p99_to_bare": ours["p99_ms"] / bare["p99_ms"],
    }


def tell(what: str, figures: Figures) -> None:
    told = "  ".join(
        f"{name} {value:,.3g}" if value < 100 else f"{name} {value:,.0f}" for name, value in figures.items()
    )
    print(f"{what:16} {told}", flush=True)


async def main() -> None:
    with stage() as place:
        medians = await races(place)
        ours: Figures = {}
        for figures in (
            ratios(medians),
            await costs.writer(place, rounds=ROUNDS),
            await costs.idle(place),
            await costs.growth(place, events=EVENTS, old=OLD_ROWS),
        ):
            tell("", figures)
            ours |= figures
    print(json.dumps({"broker": place.broker, **medians, **ours}))


if __name__ == "__main__":
    asyncio.run(main())
