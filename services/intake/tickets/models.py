"""Tables of the tickets room. What a ticket does stands beside: quoting, progress, closing, alarms."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Sequence
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from services.intake.tables import Base
from services.intake.tickets.clocks import Clocks

STATUSES = ("open", "quoted", "waiting", "dispatched", "working", "done", "closed", "cancelled")

numbers = Sequence("ticket_numbers", metadata=Base.metadata)


class Ticket(Base, Aggregate):
    """One request for service, an entry in the service register (IN-04, IN-05)."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("service_type IN ('A', 'B', 'C', 'D')", name="service_type"),
        Index("ix_tickets_opened_at_id", "opened_at", "id"),
        Index("ix_tickets_status_opened_at_id", "status", "opened_at", "id"),
        Index("ix_tickets_closed_at", "closed_at"),
        Index("ix_tickets_voucher_out", "done_at", postgresql_where="visited AND voucher_signed_on IS NULL"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"location", "latitude", "longitude", "help"})

    number: Mapped[str] = mapped_column(unique=True)
    voucher_number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[UUID] = mapped_column(index=True)
    unit_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    category: Mapped[str | None]
    purchase_date: Mapped[date | None]
    facts: Mapped[dict[str, Any] | None]
    """What the decision was asked with, so that it can be asked again with new findings."""
    fault_code: Mapped[str | None]
    fault: Mapped[str]
    location: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    preferred_from: Mapped[datetime | None]
    preferred_to: Mapped[datetime | None]
    priority: Mapped[str] = mapped_column(default="normal")
    findings: Mapped[list[str]] = mapped_column(default=list)
    unknown: Mapped[list[str]] = mapped_column(default=list)
    safety: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    internal_purpose: Mapped[str | None]
    department: Mapped[str]
    backup: Mapped[str | None]
    """Of the unit's data: `done`, `waived` by the customer or `not_needed` (IN-19)."""
    sent_in: Mapped[bool] = mapped_column(default=False)
    """Sent or handed over at the desk: nobody goes out for it (DI-02, IN-19)."""
    demand_confirmed: Mapped[bool] = mapped_column(default=True)
    """What the customer wants is certain; nothing is dispatched before (IN-01)."""
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]

    status: Mapped[str] = mapped_column(default="open")
    service_type: Mapped[str]
    entitlement: Mapped[dict[str, Any]]
    """The decision as it was made, never reckoned again when a pack changes (PO-17)."""
    earlier_entitlements: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    deadlines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    waits_for: Mapped[str | None]
    """`part` or `customer` while a clock waits for it."""
    chase_at: Mapped[datetime | None]
    """When the handling department is asked next, None once the ladder has ended (IN-07)."""
    chased: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Warnings, breaches, chasing and escalations so far (`ladder`)."""
    alarm_at: Mapped[datetime | None]
    """When its one timer rings next (`alarms`)."""

    quote: Mapped[dict[str, Any] | None]
    consent: Mapped[dict[str, Any] | None]
    charge_state: Mapped[str | None]
    """None, `due`, `settled` or `waived`."""
    charged: Mapped[Decimal] = mapped_column(default=Decimal(0))
    currency: Mapped[str] = mapped_column(default="CNY")

    field_work: Mapped[bool]
    visited: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None]
    remote_report: Mapped[dict[str, Any] | None]
    finished_on_the_spot: Mapped[bool | None]
    """False where the unit was repaired in the workshop (IN-17)."""
    voucher_countersigned: Mapped[dict[str, Any] | None]
    """`{by, at}` and `{started_at, ended_at, content}`, unless the visit's report has them."""
    voucher_signed_on: Mapped[date | None]
    voucher_scan: Mapped[str | None]
    told_at: Mapped[datetime | None]
    unit_place: Mapped[str | None]
    """Where a unit that was taken in is now (DI-18)."""

    help: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """What the technician asked of headquarters, and the answers (`helping`, DI-19)."""

    closed_at: Mapped[datetime | None]
    """When it ended, also by being cancelled."""
    outcome: Mapped[str | None]
    resolution: Mapped[int] = mapped_column(default=0)
    """Number of closings so far; each is surveyed once (FU-02)."""
    repeat_repair: Mapped[bool] = mapped_column(default=False)

    contact_id: Mapped[UUID | None]
    """The call that a split-off ticket shares with its first."""
    links: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Tickets that it was split or merged with, on both sides (`links`)."""
    reassigned: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Whose it was thought to be before: `{from_customer_id, from_unit_id, reason, by, at}`."""
    merged_into: Mapped[UUID | None] = mapped_column(index=True)
    """The ticket that goes on with the same demand."""

    @property
    def ended(self) -> bool:
        return self.status in ("closed", "cancelled")

    @property
    def component(self) -> str | None:
        return self.facts.get("component") if self.facts else None

    @property
    def chargeable(self) -> bool:
        return "customer" in self.entitlement["charges"].values()

    @property
    def customer_told(self) -> bool:
        """Of the result: what was said before the work was done told nothing of it (IN-16)."""
        return self.told_at is not None and (self.done_at is None or self.told_at >= self.done_at)

    @property
    def consent_given(self) -> bool | None:
        return self.consent["given"] if self.consent else None

    @property
    def ready(self) -> bool:
        """Whether work may start: the demand is confirmed (IN-01), and a price consented to (PO-03)."""
        return self.demand_confirmed and (not self.chargeable or self.consent_given is True)

    @property
    def due_times(self) -> dict[str, Any]:
        """As its events tell them to those who plan the work."""
        return {"arrive_by": self.clocks.due("arrive"), "repair_by": self.clocks.due("repair")}

    @property
    def clocks(self) -> Clocks:
        read: tuple[Any, Clocks] | None = vars(self).get("_clocks")
        if read is None or read[0] is not self.deadlines:
            read = vars(self)["_clocks"] = self.deadlines, Clocks.load(self.deadlines)
        return read[1]

    @clocks.setter
    def clocks(self, clocks: Clocks) -> None:
        self.deadlines, self.waits_for = clocks.dump(), clocks.waits_for
        vars(self)["_clocks"] = self.deadlines, clocks
