"""A model as columns of a table: what lies within it is named with a dot, e.g. `voucher.number`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from libs.common.money import Money

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """`path` leads from an item, as JSON has it, to the cell."""

    path: tuple[str, ...]
    number: bool = False
    """Decimal digits in a text, which a spreadsheet is to reckon with."""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def value_of(self, item: Mapping[str, Any]) -> Value:
        value: Any = item
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, Mapping | list):
            return _gathered(value)
        return float(value) if self.number and value is not None else value

    def text_of(self, item: Mapping[str, Any]) -> str:
        value = Column(self.path).value_of(item)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)


def columns_of(model: type[BaseModel]) -> list[Column]:
    """By the names that the model is written with."""
    columns: list[Column] = []
    for name, field in model.model_fields.items():
        name = field.serialization_alias or field.alias or name
        inner = _inner(field.annotation)
        if inner is Money:
            columns += [Column((name, "amount"), number=True), Column((name, "currency"))]
        elif isinstance(inner, type) and issubclass(inner, BaseModel):
            columns += [Column((name, *column.path), column.number) for column in columns_of(inner)]
        else:
            columns.append(Column((name,)))
    return columns


def _inner(annotation: Any) -> Any:
    """What is there where something is there."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return _inner(kinds[0]) if len(kinds) == 1 else None
    return annotation


def _gathered(value: Any) -> str:
    """Plain values and what has a `value` or `text` by semicolons, anything else as JSON."""
    if isinstance(value, list):
        parts = [_said(part) for part in value]
        if None not in parts:
            return "; ".join(part or "" for part in parts)
    return json.dumps(value, ensure_ascii=False) if value else ""


def _said(part: Any) -> str | None:
    if isinstance(part, Mapping):
        part = part.get("value", part.get("text"))
    return str(part) if isinstance(part, str | int | float) else None
