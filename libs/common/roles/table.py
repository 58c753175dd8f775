"""The table of roles and actions, read once; what isn't listed is refused (XC-05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

Reach = Literal["all", "own"]
"""Whether a role may act on everything or only on what is its own."""

_FILE = Path(__file__).with_name("table.yaml")


@dataclass(frozen=True, slots=True)
class Action:
    service: str
    name: str
    roles: Mapping[str, Reach]
    planned: bool = False
    """No call enforces it yet."""

    def reach(self, roles: Iterable[str]) -> Reach | None:
        """The widest reach that any of `roles` has; None where the action is refused."""
        reaches = {self.roles[role] for role in roles if role in self.roles}
        return "all" if "all" in reaches else "own" if reaches else None


@dataclass(frozen=True, slots=True)
class RoleTable:
    roles: tuple[str, ...]
    groups: Mapping[str, list[str]]
    actions: Mapping[tuple[str, str], Action]
    includes: Mapping[str, list[str]]

    def action(self, service: str, name: str) -> Action:
        """The row of an action. Raises `LookupError` where the table has none."""
        try:
            return self.actions[service, name]
        except KeyError:
            raise LookupError(f"{_FILE.name} has no row {name!r} for {service}") from None

    def with_includers(self, names: Iterable[str]) -> frozenset[str]:
        """These roles and those who may do all that one of them may. Raises `ValueError` for no role."""
        if unknown := set(names) - set(self.roles):
            raise ValueError(f"{sorted(unknown)} are no roles of the table")
        including = [role for role, included in self.includes.items() if set(included) & set(names)]
        return frozenset([*names, *including])

    def of(self, service: str) -> list[Action]:
        return [action for action in self.actions.values() if action.service == service]


@lru_cache(maxsize=1)
def role_table() -> RoleTable:
    return parse(_FILE.read_text(encoding="utf-8"))


def parse(text: str) -> RoleTable:
    """Read a table. Raises `ValueError` for a role that isn't one."""
    data = yaml.safe_load(text)
    roles = tuple(data["roles"])
    groups = {name: members.split() for name, members in data["groups"].items()}
    actions = {
        (service, name): Action(
            service, name, _grants(row, roles, groups, data["includes"]), planned=part == "planned"
        )
        for part in ("services", "planned")
        for service, rows in data.get(part, {}).items()
        for name, row in rows.items()
    }
    return RoleTable(roles, groups, actions, data["includes"])


def _grants(
    row: str, roles: tuple[str, ...], groups: Mapping[str, list[str]], includes: Mapping[str, list[str]]
) -> dict[str, Reach]:
    """`agent technician:own` with groups opened and includers added, e.g. service_manager for agent."""
    grants: dict[str, Reach] = {}
    for word in row.split():
        name, _, reach = word.partition(":")
        for role in groups.get(name, [name]):
            if role not in roles or reach not in ("", "own"):
                raise ValueError(f"{word!r} is no role of the table")
            grants[role] = "own" if reach else "all"
    for role, included in includes.items():
        if any(grants.get(other) == "all" for other in included):
            grants[role] = "all"
    return grants
