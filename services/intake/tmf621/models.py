"""Tables of the adapter: what the standard carries and a ticket doesn't, what was told of it, and to whom."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.webhooks.models import Delivery, Endpoint, delivery_table
from services.intake.tables import Base


class TroubleTicket(Base, Aggregate):
    """What a client of the standard said beside the ticket; in the standard's words, kept as they came.

    `id` is its own: a ticket's audit chain is the ticket's.
    """

    __tablename__ = "trouble_tickets"
    personal: ClassVar[frozenset[str]] = frozenset({"name", "note", "reasons", "related_party", "attachment"})

    ticket_id: Mapped[UUID] = mapped_column(unique=True)
    external_id: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str | None]
    severity: Mapped[str | None]
    ticket_type: Mapped[str | None]
    priority: Mapped[str | None]
    requested_resolution_date: Mapped[datetime | None]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Of the statuses that were asked for (`reasons`)."""
    channel: Mapped[dict[str, Any] | None]
    attachment: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    note: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    related_party: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Beside the customer, who is the ticket's."""
    related_entity: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Beside the unit, which is the ticket's."""
    relationship: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class TroubleTicketState(Base):
    """How far listeners know a ticket, kept from events: what the next notification is compared with."""

    __tablename__ = "trouble_ticket_states"

    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    """Of the ticket."""
    status: Mapped[str]
    resolution_date: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    digest: Mapped[str | None]
    """Of what listeners were told; None where nobody listened."""
    history: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{status, changeDate, changeReason?}`, as the standard has it."""


class HubSubscription(Base, Aggregate, Endpoint):
    """Who listens, where, and to what."""

    __tablename__ = "hub_subscriptions"
    __table_args__ = (Index("ix_hub_subscriptions_owner", "owner"),)
    personal: ClassVar[frozenset[str]] = frozenset({"callback", "secret", "query"})

    query: Mapped[str | None]
    owner: Mapped[str]
    """Subject of whoever subscribed."""
    subscribed_at: Mapped[datetime]


class HubDelivery(Base, Delivery):
    """One notification to one listener; its subject is the ticket."""

    __tablename__ = "hub_deliveries"
    __table_args__ = delivery_table("hub_deliveries")
