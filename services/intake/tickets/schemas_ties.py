"""What splits a ticket, merges two, or moves one to another customer."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.policy.vocabulary import Finding
from libs.common.web.fields import In, Text
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import (
    Backup,
    Demanded,
    Department,
    Kind,
    Location,
    OpenTicket,
    ReportedFault,
    Window,
)
from services.intake.units.schemas import UnitFacts


class SplitTicket(In):
    """The second demand; kind, unit, place and what is unknown are the first's when left out."""

    fault: ReportedFault
    kind: Kind | None = None
    unit_id: UUID | None = None
    unit: UnitFacts | None = None
    location: Location | None = None
    preferred_window: Window | None = None
    priority: Literal["normal", "urgent"] = "normal"
    findings: tuple[Finding, ...] = Field(default=(), max_length=30)
    unknown: tuple[Demanded, ...] = Field(default=(), max_length=10)
    safety: bool = False
    department: Department | None = None
    backup: Backup | None = None
    sent_in: bool = False
    demand_confirmed: bool = True
    contact_id: UUID | None = Field(
        default=None,
        description="the call in which both were asked for; the first one about the ticket when left out",
    )

    def opening(self, first: Ticket) -> OpenTicket:
        """As a ticket of its own."""
        own_unit = self.unit_id is not None or self.unit is not None
        given = {name: getattr(self, name) for name in self.model_fields_set & OpenTicket.model_fields.keys()}
        taken_over = {
            "customer_id": first.customer_id,
            "kind": self.kind or first.kind,
            "unit_id": self.unit_id if own_unit else first.unit_id,
            "location": self.location or _place_of(first),
            "unknown": tuple(dict.fromkeys((*self.unknown, *first.unknown))),
            "department": self.department or first.department,
        }
        return OpenTicket.model_construct(**given | taken_over)


class MergeTicket(In):
    """`ticket_id`: the one that ends and points to this one."""

    ticket_id: UUID


class ReassignTicket(In):
    """To the right customer and unit; of the same customer the unit only."""

    customer_id: UUID
    unit_id: UUID | None = Field(
        default=None, description="of that customer; left out, what is asked of the unit is in `unknown`"
    )
    location: Location | None = Field(
        default=None,
        description="else what was said stays, and the wrong customer's home becomes the right one's",
    )
    unknown: tuple[Demanded, ...] = Field(default=(), max_length=10)
    reason: Text


def _place_of(first: Ticket) -> Location | None:
    if first.location is None or first.latitude is None or first.longitude is None:
        return None
    return Location(address=first.location, lat=first.latitude, lon=first.longitude)
