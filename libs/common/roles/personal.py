"""Which kinds of personal data a role sees in the clear: one piece of data (IN-12)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml

from libs.common.roles.table import role_table

Kind = Literal["name", "phone", "email", "address"]

_FILE = Path(__file__).with_name("personal.yaml")


@lru_cache(maxsize=1)
def seen_in_the_clear() -> Mapping[Kind, frozenset[str]]:
    """Roles by kind, those who include another's work included. Raises `ValueError` for a bad table."""
    rows: dict[Kind, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(rows) != set(get_args(Kind)):
        raise ValueError(f"{_FILE.name} must have a row for each of {get_args(Kind)}")
    return {kind: role_table().with_includers(names.split()) for kind, names in rows.items()}


@lru_cache(maxsize=256)
def kinds_seen(roles: frozenset[str]) -> frozenset[Kind]:
    """What somebody with these roles sees in the clear."""
    return frozenset(kind for kind, names in seen_in_the_clear().items() if names & roles)
