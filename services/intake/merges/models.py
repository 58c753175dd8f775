"""Table of the merges room: which file became part of which, and what came with it (IN-11)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class Merge(Base):
    """Two files found to be one customer's, until it is undone; a file is part of one other at a time."""

    __tablename__ = "customer_merges"
    __table_args__ = (
        Index(
            "uq_customer_merges_standing",
            "merged_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_customer_merges_survivor_id", "survivor_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    merged_id: Mapped[UUID]
    survivor_id: Mapped[UUID]
    merged_at: Mapped[datetime]
    merged_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    brought: Mapped[dict[str, Any]]
    """Ids of what moved, by table; `customers`: files that had been merged into it before."""
    taken: Mapped[dict[str, Any]]
    """What the survivor's file gained (`rules.Taken`): digests and plain words, no personal data."""
