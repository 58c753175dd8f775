"""The life of the service voucher: who signs it, in which order, until it is archived (IN-17)."""

from datetime import date, datetime
from typing import Any

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from services.intake.tickets import progress, refusals
from services.intake.tickets.models import Ticket


def needs_countersign(ticket: Ticket) -> bool:
    """Finished on the spot, the customer signed there; else the manager is to sign first (S1 art. 7, 8).

    A paper that came back without the manager's name is archived all the same, and says so until he signs.
    """
    return ticket.finished_on_the_spot is False and ticket.voucher_countersigned is None


def countersign(
    ticket: Ticket, *, by: str, at: datetime, started_at: datetime, ended_at: datetime, content: str
) -> list[Event]:
    """Times and content filled in, the manager signs."""
    _refuse_unless_needed(ticket)
    if ticket.finished_on_the_spot is not False:
        raise refusals.SignedOnTheSpot()
    if ticket.voucher_countersigned is not None:
        raise refusals.VoucherCountersignedBefore()
    filled_in = {"started_at": started_at.isoformat(), "ended_at": ended_at.isoformat(), "content": content}
    return _countersigned(ticket, by=by, at=at, filled_in=filled_in)


def approved(ticket: Ticket, *, by: str, at: datetime) -> list[Event]:
    """The manager who approves the visit's report has signed its times and content."""
    if ticket.ended or not needs_countersign(ticket):
        return []
    return _countersigned(ticket, by=by, at=at, filled_in={})


def come_back(ticket: Ticket, *, signed_on: date, scan: str | None) -> list[Event]:
    """Signed by the customer, and archived."""
    _refuse_unless_needed(ticket)
    if ticket.voucher_signed_on is not None:
        raise refusals.VoucherReturnedBefore()
    ticket.voucher_signed_on, ticket.voucher_scan = signed_on, scan
    missing = needs_countersign(ticket)
    number = ticket.voucher_number
    return [events.VoucherReturned(voucher_number=number, signed_on=signed_on, countersign_missing=missing)]


def _countersigned(ticket: Ticket, *, by: str, at: datetime, filled_in: dict[str, Any]) -> list[Event]:
    ticket.voucher_countersigned = {"by": by, "at": at.isoformat(), **filled_in}
    return [events.VoucherCountersigned(voucher_number=ticket.voucher_number, by=by)]


def _refuse_unless_needed(ticket: Ticket) -> None:
    progress.refuse_when_ended(ticket)
    if not ticket.visited:
        raise refusals.VoucherNotNeeded()
