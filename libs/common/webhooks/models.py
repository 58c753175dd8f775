"""What a service keeps of its webhooks: mixins for tables of its own schema."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

STATES = ("waiting", "delivered", "dead")


class Endpoint:
    """Somebody's address, with an `id` of its table."""

    callback: Mapped[str]
    secret: Mapped[str]
    ended_at: Mapped[datetime | None]
    """Nothing goes there any more."""


class Delivery:
    """One message to one endpoint; those about the same subject go one after the other."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint_id: Mapped[UUID]
    subject: Mapped[UUID]
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """The order in which they were made."""
    kind: Mapped[str]
    body: Mapped[str]
    """As it is sent and signed; empty once a person was taken out of it (IN-12)."""
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    due_at: Mapped[datetime]
    """When it is tried next."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    leased_until: Mapped[datetime | None]
    """A worker is at it until then, by the database's clock."""
    status: Mapped[int | None]
    """Of the last answer."""
    error: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    """When it was delivered or given up."""


def delivery_table(name: str) -> tuple[Any, ...]:
    """Constraints and indexes of a table of deliveries."""
    waiting = text("state = 'waiting'")
    return (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(f"ix_{name}_waiting", "endpoint_id", "subject", "position", postgresql_where=waiting),
        Index(f"ix_{name}_due_at", "due_at", postgresql_where=waiting),
        Index(f"ix_{name}_endpoint_id_id", "endpoint_id", "id"),
        Index(f"ix_{name}_made_at", "made_at"),
    )
