"""Writes the catalogue from the code, and refuses what would break somebody."""

from collections.abc import Iterable

from libs.common.consumer import Consumer
from libs.common.events.contracts import (
    CATALOGUE,
    Contract,
    IncompatibleChange,
    as_text,
    breaks,
    contract,
    every_kind,
    published,
)


def current(consumers: Iterable[Consumer]) -> dict[str, Contract]:
    """The contract of every event as the code has it, by type."""
    listening = list(consumers)
    return {
        kind.type: contract(
            kind,
            consumers=[consumer.name for consumer in listening if kind in consumer.kinds],
            published=published(kind),
        )
        for kind in every_kind()
    }


def publish(consumers: Iterable[Consumer], *, force: bool = False) -> list[str]:
    """Write what changed; returns the types. Raises `IncompatibleChange` unless `force`."""
    contracts = current(consumers)
    if not force and (broken := incompatible(contracts)):
        raise IncompatibleChange("; ".join(broken))
    CATALOGUE.mkdir(exist_ok=True)
    for file in CATALOGUE.glob("*.json"):
        if file.stem not in contracts:
            file.unlink()
    changed = []
    for name, content in contracts.items():
        file = CATALOGUE / f"{name}.json"
        if not file.exists() or file.read_text() != as_text(content):
            file.write_text(as_text(content))
            changed.append(name)
    return changed


def incompatible(contracts: dict[str, Contract]) -> list[str]:
    """Against the committed catalogue: events that are gone and schemas that break somebody."""
    found = [f"{file.stem} is gone" for file in CATALOGUE.glob("*.json") if file.stem not in contracts]
    for kind in every_kind():
        if before := published(kind):
            broken = breaks(before["schema"], contracts[kind.type]["schema"])
            found += [f"{kind.type}: {one}" for one in broken]
    return sorted(found)
