"""The life of the service voucher: who signs it, in which order, until it is archived (IN-17)."""

from datetime import date, datetime
from typing import Any

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from services.intake.tickets import progress, refusals
from services.intake.tickets.models import Ticket


def needs_countersign(ticket: Ticket) -> bool:
    """Finished on the spot, the customer signed there; else the manager signs first (S1 art. 7, 8)."""
    return ticket.finished_on_the_spot is False and ticket.voucher_countersigned is None


def countersign(
    ticket: Ticket, *, by: str, at: datetime, started_at: datetime, ended_at: datetime, content: str
) -> list[Event]:
    """Times and content filled in, the manager signs; then the customer may."""
    _refuse_unless_out(ticket)
    if ticket.finished_on_the_spot is not False:
        raise refusals.SignedOnTheSpot()
    if ticket.voucher_countersigned is not None:
        raise refusals.VoucherCountersignedBefore()
    filled_in = {"started_at": started_at.isoformat(), "ended_at": ended_at.isoformat(), "content": content}
    return _countersigned(ticket, by=by, at=at, filled_in=filled_in)


def approved(ticket: Ticket, *, by: str, at: datetime) -> list[Event]:
    """The manager who approves the visit's report has signed its times and content."""
    if ticket.ended or ticket.voucher_signed_on is not None or not needs_countersign(ticket):
        return []
    return _countersigned(ticket, by=by, at=at, filled_in={})


def come_back(ticket: Ticket, *, signed_on: date, scan: str | None) -> list[Event]:
    """Signed by the customer, and archived."""
    _refuse_unless_out(ticket)
    if needs_countersign(ticket):
        raise refusals.VoucherNotCountersigned()
    if (manager := ticket.voucher_countersigned) and signed_on < _day(manager["at"]):
        raise refusals.VoucherSignedTooEarly(countersigned_on=_day(manager["at"]).isoformat())
    ticket.voucher_signed_on, ticket.voucher_scan = signed_on, scan
    return [events.VoucherReturned(voucher_number=ticket.voucher_number, signed_on=signed_on)]


def _countersigned(ticket: Ticket, *, by: str, at: datetime, filled_in: dict[str, Any]) -> list[Event]:
    ticket.voucher_countersigned = {"by": by, "at": at.isoformat(), **filled_in}
    return [events.VoucherCountersigned(voucher_number=ticket.voucher_number, by=by)]


def _refuse_unless_out(ticket: Ticket) -> None:
    progress.refuse_when_ended(ticket)
    if not ticket.visited:
        raise refusals.VoucherNotNeeded()
    if ticket.voucher_signed_on is not None:
        raise refusals.VoucherReturnedBefore()


def _day(moment: str) -> date:
    return site_date(datetime.fromisoformat(moment))
