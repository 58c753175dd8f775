"""Dead letters as rows to be listed; what is done to them is in `libs.common.deadletter`."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Uuid, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column

from libs.common.database import COLUMN_TYPES, service_metadata

_ID = """CAST(lpad(to_hex(CAST(extract(epoch FROM first_seen) * 1000000 AS bigint)), 16, '0')
    || left(md5(consumer || event_id), 16) AS uuid)"""


class Base(DeclarativeBase):
    metadata = service_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = COLUMN_TYPES


class DeadLetter(Base):
    """One event that one consumer set aside; what can't be read bears the service's name instead."""

    __tablename__ = "dead_letters"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    error: Mapped[str]
    attempts: Mapped[int]
    topic: Mapped[str]
    key: Mapped[UUID | None]
    version: Mapped[int | None]
    headers: Mapped[list[list[str]]] = mapped_column(JSON, deferred=True)
    value: Mapped[bytes | None] = mapped_column(deferred=True)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    replay: Mapped[bool]

    id: Mapped[UUID] = column_property(literal_column(_ID, Uuid))
    """Rises with `first_seen`, so that lists are newest first as everywhere."""
