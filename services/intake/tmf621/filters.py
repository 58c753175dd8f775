"""The standard's filters (TMF630 part 1): `severity=Major,Critical&creationDate.gt=2026-11-01`.

One grammar for two readers: `columns` makes it SQL for the list, `matching` holds it against a notification.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from libs.common.web.problems import FieldError, Invalid

Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte"]
NOT_FILTERS = frozenset({"fields", "offset", "limit", "sort"})
MOST = 20
"""Conditions and alternatives."""

_SUFFIX = re.compile(r"(?P<name>.+)\.(?P<operator>eq|ne|gte|gt|lte|lt)")
_SIGN = re.compile(r"(?P<name>[^<>]+)(?P<sign>[<>])(?P<value>.*)", re.DOTALL)
_SIGNS: dict[tuple[str, bool], Operator] = {
    ("<", False): "lt",
    ("<", True): "lte",
    (">", False): "gt",
    (">", True): "gte",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """Any of `values`; all conditions must hold."""

    name: str
    operator: Operator
    values: tuple[str, ...]
    parameter: str
    """As it was written, for whoever must be told."""


def conditions(pairs: Iterable[tuple[str, str]]) -> list[Condition]:
    """Raises `Invalid` for more than anybody means."""
    found = [_condition(key, value) for key, value in pairs if key not in NOT_FILTERS]
    if len(found) > MOST or any(len(one.values) > MOST for one in found):
        raise refused("filter", f"at most {MOST} conditions of {MOST} values")
    return found


def refused(parameter: str, why: str) -> Invalid:
    return Invalid(errors=[FieldError(f"/{parameter}", "bad_filter", why)])


def _condition(key: str, value: str) -> Condition:
    """`a.gt=1`, `a>1` (which a query splits before a sign `=`) and `a=1,2`."""
    if sign := _SIGN.fullmatch(key):
        inclusive = not sign["value"]
        value = value if inclusive else sign["value"]
        return Condition(sign["name"], _SIGNS[sign["sign"], inclusive], (value,), key)
    if suffix := _SUFFIX.fullmatch(key):
        operator: Operator = suffix["operator"]  # type: ignore[assignment]
        values = tuple(value.split(",")) if operator in ("eq", "ne") else (value,)
        return Condition(suffix["name"], operator, values, key)
    return Condition(key, "eq", tuple(value.split(",")), key)
