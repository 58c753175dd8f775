"""Tables of the units room: a sold piece, its warranty facts and its benefits (PO-11, PO-16)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import AppraisalRecorded, ComponentReplaced, UnitChanged, UnitRegistered
from libs.common.money import Money
from libs.common.policy.vocabulary import Appraisal, InternalPurpose
from libs.common.policy.warranty import RepairPeriod, extension_days
from services.intake.tables import Base

PROOFS = ("invoice", "warranty_card", "bank_slip")


class Unit(Base, Aggregate):
    """One sold piece, by serial number.

    Its warranty facts are stored here and never derived from other records (PO-11): the days that repairs
    added, the day of an exchange that began the period anew, and for each replaced component the day its
    own clock began (`components`: `{name, replaced_on}`, one entry a name). What nobody knew at intake is
    null (IN-04). One that the company keeps for itself says what for (`internal_purpose`, PO-05).
    `appraisals` are `{outlet, customer_caused, text, at}` (PO-15).
    """

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint(f"proof IN {PROOFS}", name="proof"),
        CheckConstraint("extended_days >= 0", name="extended_days"),
        CheckConstraint(f"internal_purpose IN {get_args(InternalPurpose)}", name="internal_purpose"),
        Index("ix_units_customer_id", "customer_id"),
        Index("ix_units_serial", "serial"),
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

    extended_days: Mapped[int] = mapped_column(default=0)
    repairs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The periods of repair that extended it, `{first, last}`."""
    restarted_on: Mapped[date | None]
    components: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    appraisals: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    @property
    def price(self) -> Money | None:
        if self.price_amount is None:
            return None
        return Money(self.price_amount, self.price_currency or "CNY")

    @property
    def warranty_from(self) -> date | None:
        """The day the period counts from: of purchase, or of the exchange that began it anew (PO-11)."""
        return self.restarted_on or self.purchase_date

    def component_replaced_on(self, name: str) -> date | None:
        """The day that component's own clock began; names are compared without case (PO-11)."""
        days = [
            date.fromisoformat(component["replaced_on"])
            for component in self.components
            if component["name"].casefold() == name.strip().casefold()
        ]
        return max(days, default=None)

    @property
    def appraised(self) -> Appraisal | None:
        """The last word of the maker's outlet (PO-15)."""
        if not self.appraisals:
            return None
        return "customer_caused" if self.appraisals[-1]["customer_caused"] else "not_customer_caused"

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

    def change(self, fields: Mapping[str, Any]) -> list[Event]:
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        return [UnitChanged(unit_id=self.id, fields=sorted(changed))] if changed else []

    def replace_component(self, name: str, *, on: date) -> list[Event]:
        """A new part starts its own clock the day it is in place; the latest wins (PO-11)."""
        known = self.component_replaced_on(name)
        if (known is not None and known >= on) or (self.restarted_on and on < self.restarted_on):
            return []
        others = [part for part in self.components if part["name"].casefold() != name.strip().casefold()]
        self.components = [*others, {"name": name.strip(), "replaced_on": on.isoformat()}]
        return [ComponentReplaced(unit_id=self.id, component=name.strip(), replaced_on=on)]

    def extend_warranty(self, period: RepairPeriod) -> list[Event]:
        """Days under repair or waiting for parts are added to the period, each once (PO-11)."""
        known, since = self._repair_periods, self.restarted_on
        days = extension_days([*known, period], since=since) - extension_days(known, since=since)
        if days <= 0:
            return []
        self.extended_days += days
        stored = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        self.repairs = [*self.repairs, stored]
        return [UnitChanged(unit_id=self.id, fields=["extended_days"])]

    def restart_warranty(self, *, on: date) -> list[Event]:
        """An exchange begins the period anew; what the old unit had gathered goes with it (PO-11).

        Whatever is heard of late counts as if it had been heard in time.
        """
        if self.restarted_on and on <= self.restarted_on:
            return []
        self.restarted_on = on
        self.extended_days = extension_days(self._repair_periods, since=on)
        self.components = [part for part in self.components if date.fromisoformat(part["replaced_on"]) >= on]
        return [UnitChanged(unit_id=self.id, fields=["components", "extended_days", "restarted_on"])]

    @property
    def _repair_periods(self) -> list[RepairPeriod]:
        return [
            RepairPeriod(date.fromisoformat(period["first"]), date.fromisoformat(period["last"]))
            for period in self.repairs
        ]

    def appraise(self, *, outlet: str, customer_caused: bool, text: str, at: datetime) -> list[Event]:
        """What the maker's outlet found is evidence (PO-15)."""
        finding = {
            "outlet": outlet,
            "customer_caused": customer_caused,
            "text": text,
            "at": at.isoformat(),
        }
        self.appraisals = [*self.appraisals, finding]
        return [AppraisalRecorded(unit_id=self.id, outlet=outlet, customer_caused=customer_caused)]


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
