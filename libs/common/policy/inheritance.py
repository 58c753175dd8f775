"""What a pack doesn't say, the base says: figure by figure in a section, row by row in a list of rows."""

from typing import Any

_ROWS = {"windows", "warranty", "free_work", "loaner", "benefits"}
"""Lists whose rows hold for categories; category goes before pack, pack before base (PO-06)."""

Fields = dict[str, Any]


def inherit(own: Fields, base: Fields) -> Fields:
    return {**base, **{name: _merged(name, value, base.get(name)) for name, value in own.items()}}


def _merged(name: str, own: Any, base: Any) -> Any:
    if isinstance(own, dict) and isinstance(base, dict):
        return {**base, **own}
    if name in _ROWS and _are_rows(own) and base:
        return own + _rows_left(own, base)
    return own


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict) and isinstance(row.get("categories", []), list) for row in value
    )


def _rows_left(own: list[Fields], base: list[Fields]) -> list[Fields]:
    """The base's rows for which the pack has none as specific."""
    named = {str(category) for row in own for category in row.get("categories", [])}
    whole_pack = any(not row.get("categories") for row in own)
    left = []
    for row in base:
        if not row.get("categories"):
            left += [] if whole_pack else [row]
        elif categories := [category for category in row["categories"] if category not in named]:
            left.append({**row, "categories": categories})
    return left
