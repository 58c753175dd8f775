"""An example of every event, made from its types: a CloudEvent in JSON."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import inspect

from libs.common.events.envelope import Event

_NAMESPACE = UUID("019d0000-0000-7000-8000-000000000000")
_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.NoneType: None,
    inspect.BoolType: True,
    inspect.IntType: 1,
    inspect.FloatType: 31.2,
    inspect.DecimalType: "12.50",
    inspect.DateTimeType: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    inspect.DateType: date(2026, 3, 2),
    inspect.TimeType: time(9, 30),
    inspect.TimeDeltaType: timedelta(minutes=30),
    inspect.BytesType: b"sealed",
    inspect.AnyType: "any",
    inspect.RawType: "any",
}


def cloud_event(kind: type[Event]) -> dict[str, Any]:
    data = msgspec.to_builtins(_value(inspect.type_info(kind), kind.__name__))
    return {
        "specversion": "1.0",
        "id": str(uuid5(_NAMESPACE, kind.type)),
        "source": f"/aftercare/{kind.topic.owner}",
        "type": kind.type,
        "time": "2026-03-02T09:30:00Z",
        "subject": str(uuid5(_NAMESPACE, kind.topic.name)),
        "datacontenttype": "application/json",
        "version": "1",
        "actor": "agent",
        "correlation": str(uuid5(_NAMESPACE, "ticket")),
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "data": data,
    }


def _value(kind: inspect.Type, name: str) -> Any:
    if type(kind) in _PLAIN:
        return _PLAIN[type(kind)]
    if isinstance(kind, inspect.UUIDType):
        return uuid5(_NAMESPACE, name)
    if isinstance(kind, inspect.StrType):
        return "12.50" if name == "amount" else name.replace("_", " ")
    if isinstance(kind, inspect.LiteralType | inspect.EnumType):
        return kind.values[0] if isinstance(kind, inspect.LiteralType) else next(iter(kind.cls)).value
    if isinstance(kind, inspect.UnionType):
        return _value(next(one for one in kind.types if not isinstance(one, inspect.NoneType)), name)
    return _container(kind, name)


def _container(kind: inspect.Type, name: str) -> Any:
    if isinstance(kind, inspect.StructType):
        return {field.encode_name: _value(field.type, field.name) for field in kind.fields}
    if isinstance(kind, inspect.DictType):
        return {"key": _value(kind.value_type, name)}
    if isinstance(kind, inspect.TupleType):
        return [_value(item, name) for item in kind.item_types]
    if isinstance(kind, inspect.CollectionType):
        return [_value(kind.item_type, name.rstrip("s"))]
    if isinstance(kind, inspect.Metadata):
        return _value(kind.type, name)
    raise TypeError(f"no example is known for {kind} ({name})")
