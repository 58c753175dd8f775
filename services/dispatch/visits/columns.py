"""What a visit's row holds, and the order of its steps, which all parts of its life build on (DI-10)."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.web.problems import Invalid, Refusal
from services.dispatch.tables import Base
from services.dispatch.visits import refusals

LIFE = ("offered", "accepted", "on_the_way", "arrived", "working", "completed")
ENDS = ("failed", "missed", "withdrawn", "archived")

_NOT_YET: dict[str, type[Refusal]] = {
    "accepted": refusals.VisitNotAccepted,
    "on_the_way": refusals.VisitNotDeparted,
    "arrived": refusals.VisitNotArrived,
    "working": refusals.VisitNotStarted,
    "completed": refusals.VisitNotCompleted,
}


class VisitRow(Base, Aggregate):
    __abstract__ = True
    personal: ClassVar[frozenset[str]] = frozenset({"report", "help", "delays"})

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    technician_id: Mapped[UUID] = mapped_column(ForeignKey("technicians.id"), index=True)
    user: Mapped[str | None]
    """Sign-in name of the technician, whose own visit this is and whom conduct facts are about."""
    status: Mapped[str] = mapped_column(default="offered")
    day: Mapped[date] = mapped_column(index=True)
    window_from: Mapped[datetime]
    window_to: Mapped[datetime]
    """Promised to the customer; later is late (DI-08)."""
    agreed_at: Mapped[datetime | None]
    """When the customer said yes to this window."""
    agreed_how: Mapped[str | None]

    accepted_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Failed, missed or withdrawn."""
    rescheduled_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    delay_told_at: Mapped[datetime | None]
    """When headquarters first had word of a delay for the present promise."""
    delays: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """`{minutes, reason, recorded_at, said_at}`, the oldest first."""
    late_minutes: Mapped[int] = mapped_column(default=0)
    own_fault: Mapped[bool | None]

    report: Mapped[dict[str, Any] | None]
    report_status: Mapped[str | None]
    """`submitted`, `returned` or `approved`."""
    reported_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    replaced_parts: Mapped[list[str]] = mapped_column(default=list)
    """Names for which PartReplaced went out."""
    report_missing: Mapped[list[str]] = mapped_column(default=list)
    survey_given: Mapped[str | None]
    checked_out_at: Mapped[datetime | None]
    check_out_missed: Mapped[bool] = mapped_column(default=False)

    findings: Mapped[list[str]] = mapped_column(default=list)
    prices_shown_at: Mapped[datetime | None]
    price_list_id: Mapped[UUID | None] = mapped_column(ForeignKey("price_lists.id"))
    """The version that was shown."""
    help: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{question, asked_at, due_at, owner, overdue, text, answered_by, answered_at}`, the oldest first."""
    unit_at: Mapped[str | None]
    """The workshop that has the unit now (DI-18)."""
    unit_receipt_no: Mapped[str | None]
    unit_back_at: Mapped[datetime | None]
    unit_consented_at: Mapped[datetime | None]
    """When the customer's consent to the taking was recorded."""
    unit_backup: Mapped[str | None]
    """`done`, `waived` or `not_needed`: confirmed before the unit left (IN-19)."""

    @property
    def about(self) -> dict[str, Any]:
        """What each of its events names."""
        return {"ticket_id": self.ticket_id, "job_id": self.job_id, "technician_id": self.technician_id}

    @property
    def over(self) -> bool:
        """No work is to come: completed, or it came to nothing."""
        return self.status in ENDS or self.status == "completed"

    def require(self, *states: str) -> None:
        """Refuse with the first of `states` that the visit has not come to, or when it has ended."""
        if self.status in ENDS:
            raise refusals.VisitEnded
        for state in states:
            if LIFE.index(self.status) < LIFE.index(state):
                raise _NOT_YET[state]

    def take_step(self, at: datetime, *, after: tuple[str, ...], to: str) -> None:
        """To `to`, which follows the last of `after`; steps don't go back in time."""
        self.require(*after)
        if LIFE.index(self.status) >= LIFE.index(to):
            raise refusals.StepTaken
        self.refuse_before_last_step(at)
        self.status = to

    def refuse_before_last_step(self, at: datetime) -> None:
        if self.last_step_at and at < self.last_step_at:
            raise Invalid.field("/at", "before_previous_step", "lies before the visit's previous step")

    @property
    def last_step_at(self) -> datetime | None:
        steps = (self.accepted_at, self.departed_at, self.arrived_at, self.started_at, self.completed_at)
        return max((taken for taken in steps if taken), default=None)
