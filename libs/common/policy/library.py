"""All packs, found by category and day of purchase (PO-01)."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from libs.common.policy.pack import Pack
from libs.common.policy.vocabulary import Category

BASE = "base"


@dataclass(frozen=True)
class Timeline:
    """The versions of one pack, each with the base of its time, in order of their first day."""

    starts: tuple[date, ...]
    packs: tuple[Pack, ...]

    def on(self, day: date) -> Pack:
        """The version of the day; a day before the first version has the first."""
        return self.packs[max(bisect_right(self.starts, day) - 1, 0)]


@dataclass(frozen=True)
class Packs:
    timelines: Mapping[str, Timeline]
    names: Mapping[Category, str]

    def for_unit(self, category: Category, purchase_date: date) -> Pack:
        return self.named(self.names[category], purchase_date)

    def named(self, name: str, on: date) -> Pack:
        """Raises `KeyError` for a pack that isn't there."""
        return self.timelines[name].on(on)

    def base(self, on: date) -> Pack:
        return self.named(BASE, on)

    def all(self, on: date) -> list[Pack]:
        return [self.named(name, on) for name in sorted(self.timelines)]
