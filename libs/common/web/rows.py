"""Rows of a list as JSON by the shape of a response model, without making that model of each.

What is written is what pydantic would write, masks included, in a third of the time. What isn't known here is
left to pydantic, field by field. Values aren't checked again: a list's rows were when they came in.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin
from uuid import UUID

import msgspec
from pydantic import BaseModel, PlainSerializer, TypeAdapter
from pydantic.fields import FieldInfo

Write = Callable[[Any], Any]
"""From a value that is there to what `msgspec` encodes."""

to_json = msgspec.json.Encoder().encode
_AS_IT_IS = (str, int, bool, dict, UUID, Any)


def as_json(row: Any, model: type[BaseModel]) -> dict[str, Any]:
    """A row, or the model made of it, as what JSON has."""
    if isinstance(row, BaseModel):
        return row.model_dump(mode="json")
    plain: dict[str, Any] = msgspec.to_builtins(writer(model)(row))
    return plain


def shape_of(answer: Any) -> type[BaseModel] | None:
    """A call's response model, which a row may be returned as; None where it has none, or another type."""
    return answer if isinstance(answer, type) and issubclass(answer, BaseModel) else None


@cache
def writer(model: type[BaseModel]) -> Write:
    """Of rows: objects with attributes, or mappings, of which nothing is told that the model hasn't."""
    if _has_a_way_of_its_own(model):
        return _by_pydantic(model)
    read = _reader(model)
    parts = [(name, part) for name, field in model.model_fields.items() if (part := _of(field))]

    def write(row: Any) -> dict[str, Any]:
        written = read(row)
        for name, part in parts:
            if (value := written[name]) is not None:
                written[name] = part(value)
        return written

    return write


def _has_a_way_of_its_own(model: type[BaseModel]) -> bool:
    """More than fields of its names: serializers, validators, computed values, defaults that are made."""
    ways, fields = model.__pydantic_decorators__, model.model_fields.values()
    own = ways.field_serializers, ways.model_serializers, ways.field_validators, ways.model_validators
    renamed = any(field.alias or field.serialization_alias or field.default_factory for field in fields)
    return renamed or any(own) or bool(ways.computed_fields)


def _reader(model: type[BaseModel]) -> Callable[[Any], dict[str, Any]]:
    names = model.model_fields.keys()
    defaults = {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
    fallbacks = [(name, [defaults[name]] if name in defaults else []) for name in names]

    def read(row: Any) -> dict[str, Any]:
        if isinstance(row, dict):
            if row.keys() == names:
                return row.copy()
            given = row if row.keys() >= names else {**defaults, **row}
            return {name: given[name] for name in names}
        return {name: getattr(row, name, *default) for name, default in fallbacks}

    return read


def _by_pydantic(type_: Any) -> Write:
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    return lambda value: adapter.dump_python(adapter.validate_python(value), mode="json")


def _of(field: FieldInfo) -> Write | None:
    return _part(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)


def _part(type_: Any) -> Write | None:
    """None: as it is."""
    kinds = [kind for kind in get_args(type_) if kind is not NoneType]
    if type_ in _AS_IT_IS or get_origin(type_) is Literal:
        return None
    if get_origin(type_) is Annotated:
        return _annotated(type_, kinds)
    if get_origin(type_) in (Union, UnionType):
        parts = [_part(kind) for kind in kinds]
        return (parts[0] if len(parts) == 1 else _by_pydantic(type_)) if any(parts) else None
    if get_origin(type_) in (list, tuple):
        return _each(kinds[0]) if kinds[1:] in ([], [...]) else _by_pydantic(type_)
    if get_origin(type_) is dict and kinds[0] is str and _part(kinds[1]) is None:
        return None
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        return writer(type_)
    return _SCALARS.get(type_) or _by_pydantic(type_)


def _annotated(type_: Any, kinds: list[Any]) -> Write | None:
    """Of a masked value what its mask lets through."""
    plain, *metadata = kinds
    if all(isinstance(mark, str) for mark in metadata):
        return _part(plain)
    [mark, *others] = metadata
    if others or not isinstance(mark, PlainSerializer):
        return _by_pydantic(type_)
    return cast(Write, mark.func)


def _each(type_: Any) -> Write | None:
    part = _part(type_)
    if part is None:
        return None
    return lambda values: [None if value is None else part(value) for value in values]


def _moment(value: datetime | str) -> datetime:
    """What lies in a JSON column is text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


_SCALARS: dict[Any, Write] = {float: float, datetime: _moment, date: _day}
