"""The life of a visit, and what was promised of it (DI-08, DI-10)."""

from datetime import datetime
from uuid import UUID

from libs.common.events.dispatch.topics import VISITS
from libs.common.events.envelope import Event


class VisitEvent(Event, frozen=True, kw_only=True):
    """What all events of a visit name."""

    ticket_id: UUID
    job_id: UUID
    technician_id: UUID


@VISITS.event
class VisitScheduled(VisitEvent, frozen=True):
    """`user`: the technician's sign-in name, the person that conduct facts are about."""

    window_from: datetime
    window_to: datetime
    user: str | None = None


@VISITS.event
class VisitAccepted(VisitEvent, frozen=True):
    pass


@VISITS.event
class AppointmentAgreed(VisitEvent, frozen=True):
    """The customer said yes to the window (DI-08)."""

    window_from: datetime
    window_to: datetime
    how: str


@VISITS.event
class VisitRescheduled(VisitEvent, frozen=True):
    window_from: datetime
    window_to: datetime
    reason: str


@VISITS.event
class TechnicianEnRoute(VisitEvent, frozen=True):
    pass


@VISITS.event
class TechnicianDelayed(VisitEvent, frozen=True):
    minutes: int
    reason: str


@VISITS.event
class TechnicianArrived(VisitEvent, frozen=True):
    arrived_at: datetime
    promised_by: datetime


@VISITS.event
class ArrivedLate(VisitEvent, frozen=True):
    """Later than the promised window, or moved or given up after it, with nobody there (DI-08).

    Own fault at once when no reason was given before its end.
    """

    minutes: int
    own_fault: bool
    user: str | None = None


@VISITS.event
class LatenessJudged(VisitEvent, frozen=True):
    """The dispatcher's word; `own_fault` false withdraws what was proposed, true proposes it (DI-08)."""

    own_fault: bool
    reason: str
    user: str | None = None


@VISITS.event
class VisitStarted(VisitEvent, frozen=True):
    pass


@VISITS.event
class VisitFailed(VisitEvent, frozen=True):
    reason: str


@VISITS.event
class VisitWithdrawn(VisitEvent, frozen=True):
    """The appointment is off before any work: refused, taken back by headquarters, or the ticket ended."""

    reason: str


@VISITS.event
class CustomerMissedVisit(VisitEvent, frozen=True):
    pass


@VISITS.event
class CheckedOut(VisitEvent, frozen=True):
    pass


@VISITS.event
class CheckOutMissed(VisitEvent, frozen=True):
    """No call to headquarters in time after completion, or gone to the next visit (DI-10, DI-17)."""

    completed_at: datetime
    user: str | None = None
