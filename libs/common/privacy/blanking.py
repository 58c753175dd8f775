"""Taking the words out of a value and leaving its shape (IN-12)."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

Blank = Callable[[Any], Any]


def to(value: Any) -> Blank:
    """Always `value`."""
    return lambda _old: value


NOTHING = to(None)
EMPTY = to("")


def no_words(old: Any) -> Any:
    """Empty; what never was there still isn't."""
    return None if old is None else ""


def words(*names: str) -> Blank:
    """Of JSON, or structs kept as JSON: the members of these names lose their text, wherever they stand."""
    return lambda old: _without(old, frozenset(names))


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, msgspec.Struct):
        bare = _without(msgspec.to_builtins(value), names)
        return msgspec.convert(bare, type(value))
    if isinstance(value, Mapping):
        return {
            name: _blank(item) if name in names else _without(item, names) for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(_without(item, names) for item in value)
    return value


def _blank(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, list | tuple):
        return type(value)()
    return {} if isinstance(value, Mapping) else value
