"""Engine, session and what every aggregate's table has; one edge is one transaction."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, LargeBinary, MetaData, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.connection import Connection
from libs.common.idleness import Idleness

_to_json = msgspec.json.Encoder().encode
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


HELD: dict[str, Any] = {"key_share": True}
"""How rows are locked: nobody else changes them, but new rows may refer to them without waiting.

A full lock stands in the way of foreign keys, and deadlocks with inserts that refer to two locked rows.
"""


def service_metadata() -> MetaData:
    """Metadata without a schema: each role's `search_path` is its own schema (XC-01)."""
    return MetaData(naming_convention=_NAMES)


COLUMN_TYPES: dict[Any, Any] = {
    str: Text,
    UUID: Uuid,
    datetime: DateTime(timezone=True),
    Decimal: Numeric(15, 2),
    dict[str, Any]: JSONB(none_as_null=True),
    list[Any]: JSONB(none_as_null=True),
    list[str]: JSONB(none_as_null=True),
    list[dict[str, Any]]: JSONB(none_as_null=True),
}
"""Column types of annotations, the `type_annotation_map` of every service's base."""


def new_salt() -> bytes:
    return os.urandom(16)


class Aggregate:
    """Mixin: a row that is locked, changed by its own methods and recorded as one (`libs.common.record`)."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    """Number of its last event; the ETag, and what consumers order by."""
    salt: Mapped[bytes | None] = mapped_column(LargeBinary, default=new_salt)
    """Opens the hashes of its audit entries (XC-06); None once it was erased, and then nothing does."""


class Database:
    """One service's connections, as its own role; after `idle` seconds without work they are given back."""

    def __init__(self, url: str, *, pool_size: int = 8, idle: float = 10.0) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            json_serializer=lambda value: _to_json(value).decode(),
            json_deserializer=msgspec.json.decode,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_use_lifo=True,
            connect_args={"timeout": 5, "command_timeout": 30, "connection_class": Connection},
        )
        Idleness(self.engine, longest=idle)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
