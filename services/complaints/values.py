"""Immutable values kept in one JSON column; they are replaced, never changed in place."""

from typing import Any, Generic, TypeVar, cast

import msgspec
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class Value(TypeDecorator[T], Generic[T]):
    """A msgspec struct, or a tuple of them, as JSONB; None is NULL."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, _dialect: Dialect) -> Any:
        return None if value is None else msgspec.to_builtins(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> T | None:
        return None if value is None else cast(T, msgspec.convert(value, self.kind))
