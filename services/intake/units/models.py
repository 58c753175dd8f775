"""Tables of the units room: a sold piece and its benefits; its warranty facts stand beside (PO-11, PO-16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.events.envelope import Event
from libs.common.events.intake import UnitChanged, UnitExchanged, UnitRegistered
from libs.common.money import Money
from libs.common.policy.vocabulary import InternalPurpose
from services.intake.tables import Base
from services.intake.units.warranty import WarrantyFacts

PROOFS = ("invoice", "warranty_card", "bank_slip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`model` and `specification` where the new piece is another, not inferior one (PO-09)."""

    on: date
    new_serial: str
    model: str | None = None
    specification: str | None = None
    ticket_id: UUID | None = None


class Unit(Base, WarrantyFacts):
    """One sold piece, by serial number.

    What nobody knew at intake is null (IN-04). One that the company keeps for itself says what for
    (`internal_purpose`, PO-05).
    """

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint(f"proof IN {PROOFS}", name="proof"),
        CheckConstraint("extended_days >= 0", name="extended_days"),
        CheckConstraint(f"internal_purpose IN {get_args(InternalPurpose)}", name="internal_purpose"),
        Index("ix_units_customer_id", "customer_id"),
        Index("ix_units_serial", "serial"),
        Index("ix_units_joined_serial", text("joined_serial(serial)")),
        Index("ix_units_former_serials", text("joined_serials(former_serials)"), postgresql_using="gin"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"purchase_place", "invoice_no"})

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    category: Mapped[str]
    model: Mapped[str | None]
    specification: Mapped[str | None]
    serial: Mapped[str | None]
    purchase_date: Mapped[date | None]
    purchase_place: Mapped[str | None]
    invoice_no: Mapped[str | None]
    price_amount: Mapped[Decimal | None]
    price_currency: Mapped[str | None]
    warranty_card: Mapped[str | None]
    delivered_on: Mapped[date | None]
    delivery_inspection: Mapped[dict[str, Any] | None]
    """The evidence of the seller: `{photos?, video?, test_result?, signatures?, ...}` or `{text}` (PO-15)."""
    partner_pickup_date: Mapped[date | None]
    grade: Mapped[str | None]
    lot: Mapped[str | None]
    proof: Mapped[str | None]
    prices_explained: Mapped[bool | None]
    internal_purpose: Mapped[str | None]
    exchanges: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{on, faulty_serial, faulty_model, new_serial, ticket_id}`, in the order of their days (PO-11)."""
    former_serials: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Of the pieces that were exchanged; they still find it."""

    @property
    def price(self) -> Money | None:
        if self.price_amount is None:
            return None
        return Money(self.price_amount, self.price_currency or "CNY")

    @property
    def warranty_from(self) -> date | None:
        """The day the period counts from: of purchase, or of the exchange that began it anew (PO-11)."""
        return self.restarted_on or self.purchase_date

    def registered(self) -> list[Event]:
        return [
            UnitRegistered(
                unit_id=self.id,
                category=self.category,
                model=self.model,
                specification=self.specification,
                serial=self.serial,
                purchase_date=self.purchase_date,
                lot=self.lot,
            )
        ]

    def knows(self, exchange: Exchange) -> bool:
        told = {(done["new_serial"], done["on"]) for done in self.exchanges}
        return (exchange.new_serial, exchange.on.isoformat()) in told

    def exchange(self, exchange: Exchange) -> list[Event]:
        """A new piece takes the faulty one's place; told twice it is one exchange (PO-11)."""
        if self.knows(exchange):
            return []
        faulty = {"faulty_serial": self.serial, "faulty_model": self.model}
        done = {"on": exchange.on, "new_serial": exchange.new_serial, "ticket_id": exchange.ticket_id}
        entry = faulty | {name: value and str(value) for name, value in done.items()}
        self.exchanges = sorted([*self.exchanges, entry], key=lambda each: str(each["on"]))
        self.former_serials = sorted({*self.former_serials, *filter(None, [self.serial])})
        self.serial = exchange.new_serial
        self.model = exchange.model or self.model
        self.specification = exchange.specification or self.specification
        told = UnitExchanged(
            unit_id=self.id,
            faulty_serial=faulty["faulty_serial"],
            new_serial=exchange.new_serial,
            exchanged_on=exchange.on,
            ticket_id=exchange.ticket_id,
        )
        return [told, *self.restart_warranty(on=exchange.on)]

    def change(self, fields: Mapping[str, Any]) -> list[Event]:
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        return [UnitChanged(unit_id=self.id, fields=sorted(changed))] if changed else []


class UnitRepair(Base):
    """When the repair of a ticket's unit began, anew when the ticket is opened again (PO-11)."""

    __tablename__ = "unit_repairs"

    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID]
    began_at: Mapped[datetime]


class BenefitUse(Base):
    """One use of a benefit, counted by household (PO-16); `household` is a digest, never the address."""

    __tablename__ = "benefit_uses"
    __table_args__ = (Index("ix_benefit_uses_household_benefit", "household", "benefit"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    household: Mapped[str]
    benefit: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"))
    used_at: Mapped[datetime]
