"""What a service other than intake did with a person's data, and the events that say so (IN-12)."""

import gzip
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.partitions import first_id
from libs.common.privacy import boxes
from libs.common.privacy.retention import FORGOTTEN_DAYS, Forgotten

PIECE = 150_000
"""Bytes of a piece: sealed and in base64 it still fits into an event."""


class PrivacyRequestRow(Aggregate):
    """Columns of a service's `privacy_requests`: one row for each export and erasure that it answered."""

    personal: ClassVar[frozenset[str]] = frozenset()

    customer_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[Literal["export", "erasure"]] = mapped_column(Text)
    done_at: Mapped[datetime]


def pieces(tables: dict[str, list[Any]], *, to: bytes) -> list[bytes]:
    """A part as sealed pieces, in order."""
    packed = gzip.compress(msgspec.json.encode(tables), mtime=0)
    cuts = range(0, len(packed), PIECE)
    return [boxes.seal(packed[start : start + PIECE], to=to) for start in cuts]


def joined(sealed: list[bytes], *, private: bytes) -> dict[str, list[Any]]:
    """The part that `pieces` made. Raises `ValueError` for another key."""
    packed = b"".join(boxes.unseal(piece, private=private) for piece in sealed)
    tables: dict[str, list[Any]] = msgspec.json.decode(gzip.decompress(packed))
    return tables


def forgotten_in(request: type[PrivacyRequestRow]) -> Forgotten:
    """Customers whom the service erased within the last days, by its own records."""

    async def forgotten(session: AsyncSession, today: datetime) -> Sequence[UUID]:
        since = first_id(today - timedelta(days=FORGOTTEN_DAYS))
        query = select(request.customer_id).where(request.kind == "erasure", request.id >= since)
        return (await session.scalars(query)).all()

    return forgotten
