"""Which faults a run has, drawn by its seed alone: the same seed, the same faults in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random

SERVICES = ("intake", "dispatch", "complaints", "followup")
SECOND = ("intake", "dispatch")
"""Services with a second worker, so that partitions and leadership change hands."""
WORKERS = (*(f"{name}-worker" for name in SERVICES), *(f"{name}-worker-2" for name in SECOND))
PROCESSES = (*(f"{name}-api" for name in SERVICES), *WORKERS, "gateway", "postgres", "broker")
LINKS = ("postgres", "broker", "gateway")
SESSION_SECONDS = 10.0
"""How long the broker keeps the place of a silent member."""


@dataclass(frozen=True, slots=True)
class Fault:
    number: int
    kind: str
    targets: tuple[str, ...]
    rest: float
    """Seconds before it."""
    lasting: float
    """Seconds until it is mended; 0 where nothing has to be."""
    amount: float = 0.0
    """Of a delay in seconds, of a step of the clock in minutes."""

    def __str__(self) -> str:
        amount = f" by {self.amount:g}" if self.amount else ""
        lasting = f" for {self.lasting:g} s" if self.lasting else ""
        return f"{self.number:4d} {self.kind} {', '.join(self.targets)}{amount}{lasting}"


def draw_plan(seed: int, count: int) -> list[Fault]:
    """From a shuffled deck of all that can happen, shuffled anew when it is used up."""
    chance = Random(f"faults {seed}")
    cards = _cards(chance)
    return [_fault(number, *next(cards), chance) for number in range(1, count + 1)]


def _cards(chance: Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    while True:
        deck: list[tuple[str, tuple[str, ...]]] = [("kill", (name,)) for name in PROCESSES]
        deck += [("wipe", ("broker",))] * 2
        deck += [
            (kind, (link,)) for kind in ("cut", "delay", "half-close", "swallow answers") for link in LINKS
        ]
        deck += [("fill disk", (service,)) for service in SERVICES]
        deck += [("move clock", ("business time",))] * 3
        deck += [("pause", pair) for pair in chance.sample(list(combinations(WORKERS, 2)), 3)]
        chance.shuffle(deck)
        yield from deck


def _fault(number: int, kind: str, targets: tuple[str, ...], chance: Random) -> Fault:
    rest = round(chance.uniform(0.2, 2.0), 2)
    lasting = round(chance.uniform(0.3, 3.0), 2)
    amount = 0.0
    match kind:
        case "kill" | "cut" | "half-close":
            lasting = 0.0
        case "delay":
            amount = round(chance.uniform(0.02, 0.3), 3)
        case "pause":
            lasting += SESSION_SECONDS
        case "move clock":
            lasting, amount = 0.0, float(chance.randint(5, 240))
    return Fault(number, kind, targets, rest, round(lasting, 2), amount)
