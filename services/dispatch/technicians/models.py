"""Company field engineers: what they can do, where they start, when they work (DI-01)."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import SITE_ZONE, new_id
from libs.common.policy.operations import DailyHours
from libs.common.web.problems import Invalid
from services.dispatch.tables import Base

STATUSES = ("active", "inactive")


class Technician(Base, Aggregate):
    __tablename__ = "technicians"
    __table_args__ = (CheckConstraint(f"status IN {STATUSES}", name="status"),)
    personal: ClassVar[frozenset[str]] = frozenset({"name", "latitude", "longitude"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    user: Mapped[str | None] = mapped_column(index=True)
    """The sign-in name whose own visits these are."""
    skills: Mapped[list[str]] = mapped_column(default=list)
    latitude: Mapped[float]
    longitude: Mapped[float]
    region: Mapped[str]
    shift_from: Mapped[time]
    """In the site's zone; a shift ends on the day it began."""
    shift_to: Mapped[time]
    status: Mapped[str] = mapped_column(default="active")
    absences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{from, to, reason}`, RFC 3339 times."""
    trainings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{name, on}`"""

    def has_skill(self, category: str | None) -> bool:
        """Skills are categories or free words; a job without category asks for none."""
        return category is None or category.casefold() in {skill.casefold() for skill in self.skills}

    def absence_spans(self) -> list[tuple[datetime, datetime]]:
        return [
            (datetime.fromisoformat(absence["from"]), datetime.fromisoformat(absence["to"]))
            for absence in self.absences
        ]

    def is_absent(self, start: datetime, end: datetime) -> bool:
        return any(begins < end and start < ends for begins, ends in self.absence_spans())

    def shift_on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of the shift on a day at the site."""
        return (
            datetime.combine(day, self.shift_from, SITE_ZONE),
            datetime.combine(day, self.shift_to, SITE_ZONE),
        )

    def unreachable(self, *, at: datetime, how: Any, reachable: DailyHours) -> list[Event]:
        """Switched off without cause, or a call refused, in the hours of reachability (DI-17)."""
        local = at.astimezone(SITE_ZONE).time()
        if not reachable.from_ <= local < reachable.to:
            hours = f"{reachable.from_:%H:%M}–{reachable.to:%H:%M}"
            raise Invalid.field("/at", "outside_reachable_hours", f"technicians are reachable {hours}")
        return [events.TechnicianUnreachable(at=at, how=how, user=self.user)]
