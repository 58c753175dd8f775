"""Tables of the customers room: the customer file (IN-11) and the key that seals it (IN-12)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import CustomerChanged, CustomerRegistered
from services.intake.customers.sealing import seal
from services.intake.tables import Base

TIERS = ("regular", "long_term", "key")
CARDS = ("gold", "diamond")


class Customer(Base, Aggregate):
    """A person or firm that owns products.

    `contacts` are `{type, value}`, `addresses` `{text, lat, lon}`; `phones` are their numbers in E.164.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint(f"tier IN {TIERS}", name="tier"),
        CheckConstraint(f"card IN {CARDS}", name="card"),
        Index("ix_customers_phones", "phones", postgresql_using="gin"),
        Index("ix_customers_name", "name"),
        Index(
            "ix_customers_name_terms",
            text("name_terms(name)"),
            postgresql_using="gin",
            postgresql_with={"gin_pending_list_limit": 64},
        ),
        Index(
            "ix_customers_newest",
            "id",
            postgresql_include=["name"],
            postgresql_where=text("merged_into IS NULL"),
        ),
    )
    personal: ClassVar[frozenset[str]] = frozenset(
        {"name", "contacts", "phones", "addresses", "contact_person", "best_hours"}
    )

    name: Mapped[str]
    tier: Mapped[str] = mapped_column(default="regular")
    member: Mapped[bool] = mapped_column(default=False)
    card: Mapped[str | None]
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    phones: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    addresses: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    contact_person: Mapped[str | None]
    group: Mapped[str | None] = mapped_column("customer_group")
    do_not_call: Mapped[bool] = mapped_column(default=False)
    best_hours: Mapped[str | None]
    missed_appointments: Mapped[int] = mapped_column(default=0)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"), index=True)
    """The file that this one is part of now, however many merges led there; that one is part of none."""
    erased_at: Mapped[datetime | None]
    """When the person was taken out of it (IN-12)."""

    @property
    def key_customer(self) -> bool:
        return self.tier == "key"

    def registered(self, key: bytes) -> list[Event]:
        return [CustomerRegistered(**self._public(), sealed=self._sealed(key))]

    def change(self, fields: Mapping[str, Any], *, key: bytes) -> list[Event]:
        """Take the new values; nothing happened where all of them are the old ones."""
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        return [CustomerChanged(**self._public(), sealed=self._sealed(key))] if changed else []

    def miss_appointment(self) -> None:
        """The technician came and the customer was away (DI-08); the screen pop warns of it (IN-02)."""
        self.missed_appointments += 1

    def _public(self) -> dict[str, Any]:
        return {
            "tier": self.tier,
            "member": self.member,
            "card": self.card,
            "group": self.group,
            "do_not_call": self.do_not_call,
            "best_hours": self.best_hours,
        }

    def _sealed(self, key: bytes) -> bytes:
        personal = {
            "name": self.name,
            "contacts": self.contacts,
            "addresses": self.addresses,
            "contact_person": self.contact_person,
        }
        return seal(personal, key=key, customer_id=self.id)


class CustomerKey(Base):
    """What opens a customer's sealed data wherever they went; erasure destroys it."""

    __tablename__ = "customer_keys"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    key: Mapped[bytes]


class CustomerCase(Base):
    """A complaint case, from complaints' events; the screen pop warns of an open one (IN-02)."""

    __tablename__ = "customer_cases"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(index=True)
    open: Mapped[bool]
