"""How many lines a page has, by section and kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figures:
    by_section: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, int]]) -> "Figures":
        """From section, kind and number."""
        figures = cls()
        for section, kind, number in rows:
            figures.by_section.setdefault(section, {})[kind] = number
        return figures

    def by_kind(self, section: str) -> dict[str, int]:
        return self.by_section.get(section, {})

    def total(self, section: str) -> int:
        return sum(self.by_kind(section).values())

    def plus(self, other: "Figures") -> "Figures":
        sections = {*self.by_section, *other.by_section}
        return Figures(
            {section: _added(self.by_kind(section), other.by_kind(section)) for section in sections}
        )


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {kind: one.get(kind, 0) + other.get(kind, 0) for kind in sorted({*one, *other})}
