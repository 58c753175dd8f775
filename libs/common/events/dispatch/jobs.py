"""Field work that tickets need (DI-02, DI-07)."""

from datetime import date, datetime
from uuid import UUID

from libs.common.events.dispatch.topics import JOBS
from libs.common.events.envelope import Event


@JOBS.event
class JobCreated(Event, frozen=True):
    """A ticket needs field work; `held` until the customer consents (DI-02)."""

    ticket_id: UUID
    held: bool


@JOBS.event
class JobPlanned(Event, frozen=True):
    ticket_id: UUID
    plan_id: UUID
    technician_id: UUID
    arrive_at: datetime


@JOBS.event
class JobAssigned(Event, frozen=True):
    """Into the dispatch register: who, to whom, when, by whose order (DI-07)."""

    ticket_id: UUID
    visit_id: UUID
    technician_id: UUID
    ordered_by: str
    window_from: datetime
    window_to: datetime


@JOBS.event
class JobRefused(Event, frozen=True):
    ticket_id: UUID
    technician_id: UUID
    reason: str
    user: str | None = None


@JOBS.event
class RefusalJudged(Event, frozen=True):
    """Not justified is a fact for the conduct ledger: `disobeyed` (DI-07, DI-17)."""

    ticket_id: UUID
    technician_id: UUID
    justified: bool
    reason: str
    user: str | None = None


@JOBS.event
class JobCarriedOver(Event, frozen=True):
    ticket_id: UUID
    to: date


@JOBS.event
class JobUnplaced(Event, frozen=True):
    ticket_id: UUID
    reasons: list[str]


@JOBS.event
class JobCancelled(Event, frozen=True):
    ticket_id: UUID
    reason: str
