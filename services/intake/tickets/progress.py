"""How far the work on a ticket is, and the status that follows from it (IN-06, DI-10)."""

from collections.abc import Sequence
from datetime import datetime

from services.intake.tickets import links, refusals
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketVisit

_STATUS_OF_WORK = {"working": "working", "scheduled": "dispatched", "completed": "done"}


def refuse_when_ended(ticket: Ticket) -> None:
    if ticket.merged_into is not None:
        raise refusals.TicketMerged(number=links.number_of(ticket, "merged_into"))
    if ticket.ended:
        raise refusals.TicketEnded(status=ticket.status)


def settle_status(ticket: Ticket, visits: Sequence[TicketVisit]) -> None:
    """Status of a running ticket: what waits for the customer first, else how far the work is."""
    if ticket.ended:
        return
    if ticket.chargeable and ticket.consent is None and ticket.quote is not None:
        ticket.status = "quoted"
    elif not ticket.demand_confirmed or (not ticket.ready and visits):
        ticket.status = "waiting"
    else:
        ticket.status = _work_status(ticket, visits)


def _work_status(ticket: Ticket, visits: Sequence[TicketVisit]) -> str:
    states = {visit.state for visit in visits}
    for state in ("working", "scheduled"):
        if state in states:
            return _STATUS_OF_WORK[state]
    return "done" if ticket.done_at else "open"


def arrived(ticket: Ticket, *, at: datetime) -> None:
    ticket.clocks = ticket.clocks.meet("arrive", at)


def completed(ticket: Ticket, *, at: datetime, on_the_spot: bool) -> None:
    """Work done; the repair clock stops, unless the unit is still away (DI-18)."""
    ticket.visited = True
    ticket.finished_on_the_spot = on_the_spot
    ticket.done_at = at
    ticket.clocks = ticket.clocks.meet("arrive", at)
    if ticket.unit_place is None:
        ticket.clocks = ticket.clocks.meet("repair", at)


def brought_back(ticket: Ticket, *, at: datetime) -> None:
    """The repair that waited for the unit ends with it (DI-18)."""
    ticket.unit_place = None
    if ticket.done_at is not None:
        ticket.clocks = ticket.clocks.meet("repair", at)


def sent_in(ticket: Ticket, visits: Sequence[TicketVisit]) -> None:
    """The unit comes to the desk: nobody goes out any more (DI-02)."""
    if any(visit.state == "working" for visit in visits):
        raise refusals.WorkUnderWay()
    ticket.sent_in, ticket.field_work = True, False
    ticket.clocks = ticket.clocks.without("arrive")


def told(ticket: Ticket, *, at: datetime) -> None:
    """The customer was told something; the latest time counts, in whatever order it is heard of (IN-16)."""
    ticket.told_at = max(ticket.told_at or at, at)


def resolved_remotely(ticket: Ticket, *, report: dict[str, object], at: datetime) -> None:
    """Remote service resolves a ticket with the same report (IN-06)."""
    refuse_when_ended(ticket)
    ticket.remote_report = report
    ticket.done_at = at
    ticket.clocks = ticket.clocks.meet("answer", at).meet("arrive", at).meet("repair", at)
