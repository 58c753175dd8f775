"""The piece of field work that a ticket needs (DI-02), and its entries in the dispatch register (DI-07)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import SITE_ZONE, site_date
from services.dispatch.jobs import refusals
from services.dispatch.tables import Base

STATUSES = ("held", "open", "assigned", "done", "cancelled")


class Job(Base, Aggregate):
    """`held` waits for the customer's word, `open` for a technician, `assigned` has a visit not ended."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        Index("ix_jobs_waiting", "opened_at", postgresql_where="status = 'open'"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    status: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    """On whose list it stands: of its appointment, of the customer's wish, or the day it was carried to."""
    opened_at: Mapped[datetime]
    carried_to: Mapped[date | None]
    """Left undone the day before: leads this day's list (DI-02)."""
    repeat_repair: Mapped[bool] = mapped_column(default=False)
    technician_id: Mapped[UUID | None] = mapped_column(ForeignKey("technicians.id"), index=True)
    visit_id: Mapped[UUID | None]

    @property
    def ended(self) -> bool:
        return self.status in ("done", "cancelled")

    def create(self) -> list[Event]:
        return [events.JobCreated(ticket_id=self.ticket_id, held=self.status == "held")]

    def hold(self) -> None:
        """The customer has to say what is wanted, or consent, before anybody goes (IN-01, PO-03)."""
        if self.status == "open":
            self.status = "held"

    def release(self, *, on: date) -> None:
        """Nothing to wait for any more; nobody left it undone on the days before."""
        if self.status == "held":
            self.status, self.day = "open", max(self.day, on)

    def assign(
        self, *, visit_id: UUID, technician_id: UUID, by: str, window: tuple[datetime, datetime]
    ) -> list[Event]:
        self.refuse_unless_open()
        self.status = "assigned"
        self.visit_id, self.technician_id = visit_id, technician_id
        self.day = site_date(window[0])
        return [
            events.JobAssigned(
                ticket_id=self.ticket_id,
                visit_id=visit_id,
                technician_id=technician_id,
                ordered_by=by,
                window_from=window[0],
                window_to=window[1],
            )
        ]

    def refuse_unless_open(self, *, demand_confirmed: bool = True) -> None:
        """A held job says what it waits for: first what the customer wants (IN-01), then consent (PO-03)."""
        if self.ended:
            raise refusals.JobEnded
        if self.status == "assigned":
            raise refusals.JobAssigned
        if self.status == "held":
            raise refusals.ConsentNeeded if demand_confirmed else refusals.DemandNotConfirmed

    def refuse_unless_assigned(self) -> None:
        if self.ended:
            raise refusals.JobEnded
        if self.status != "assigned":
            raise refusals.JobNotAssigned

    def wait_again(self, *, ready: bool) -> None:
        """The visit came to nothing: back on the list, held where work has to wait."""
        if not self.ended:
            self.status = "open" if ready else "held"
            self.visit_id = self.technician_id = None

    def wish(self, day: date) -> None:
        """The customer's new day: until then nobody leaves it undone."""
        if self.status != "assigned" and day != self.day:
            self.day, self.carried_to = day, None

    @property
    def day_ends_at(self) -> datetime | None:
        """When it will have been left undone; None where that can't be, or has been."""
        if self.status != "open" or self.carried_to:
            return None
        return datetime.combine(self.day + timedelta(days=1), time.min, SITE_ZONE)

    def carry_over(self, *, to: date) -> list[Event]:
        """To the top of that day's list, and of each later one until it is dispatched (DI-02, S1 art. 11)."""
        self.day = self.carried_to = to
        return [events.JobCarriedOver(ticket_id=self.ticket_id, to=self.carried_to)]

    def finish(self) -> None:
        self.status = "done"

    def cancel(self, *, reason: str) -> list[Event]:
        self.status = "cancelled"
        self.visit_id = self.technician_id = None
        return [events.JobCancelled(ticket_id=self.ticket_id, reason=reason)]


class RegisterEntry(Base):
    """A line of the dispatch register: who, to whom, when, by whose order, and was it obeyed (DI-07)."""

    __tablename__ = "dispatch_register"

    visit_id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    ticket_id: Mapped[UUID]
    technician_id: Mapped[UUID] = mapped_column(ForeignKey("technicians.id"))
    ordered_by: Mapped[str]
    ordered_at: Mapped[datetime]
    day: Mapped[date] = mapped_column(index=True)
    """The site's day of the order."""
    window_from: Mapped[datetime]
    window_to: Mapped[datetime]
    warnings: Mapped[list[str]] = mapped_column(default=list)
    """Rules that the order by hand broke knowingly (DI-06)."""
    withdrawn_at: Mapped[datetime | None]
    refused: Mapped[dict[str, Any] | None]
    """`{by, at, reason}`"""
    judged: Mapped[dict[str, Any] | None]
    """`{by, at, justified, reason}`"""
