"""Quote, release and consent: nothing is charged for what was not agreed to before (PO-03, S0 2.2, S2)."""

from collections.abc import Sequence
from datetime import datetime

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from services.intake.tickets import progress, refusals
from services.intake.tickets.models import Ticket
from services.intake.tickets.quote import Quote
from services.intake.tickets.records import TicketVisit


def make_quote(ticket: Ticket, *, quote: Quote, now: datetime) -> list[Event]:
    """A new price; it asks for a new consent, and waits for sales where the pack says so."""
    progress.refuse_when_ended(ticket)
    if not ticket.chargeable:
        raise refusals.NotChargeable(service_type=ticket.service_type)
    ticket.consent = None
    return _keep(ticket, quote, now)


def release_quote(ticket: Ticket, *, by: str, now: datetime) -> list[Event]:
    progress.refuse_when_ended(ticket)
    quote = _quote_of(ticket)
    if quote.released_by:
        raise refusals.QuoteReleased()
    return _keep(ticket, quote.release(by), now)


def record_consent(
    ticket: Ticket,
    *,
    given: bool,
    by: str,
    how: str,
    heard_by: str,
    visits: Sequence[TicketVisit],
    now: datetime,
) -> list[Event]:
    """The customer's word on the released quote; a refusal is closed by the caller as `declined` (IN-16)."""
    progress.refuse_when_ended(ticket)
    quote = _quote_of(ticket)
    if not quote.released_by:
        raise refusals.QuoteNotReleased()
    if ticket.consent is not None:
        raise refusals.ConsentRecordedBefore()
    ticket.consent = {"given": given, "by": by, "how": how, "heard_by": heard_by, "at": now.isoformat()}
    ticket.clocks = ticket.clocks.resume_work(reason="customer", now=now)
    ticket.demand_confirmed = ticket.demand_confirmed or given
    progress.settle_status(ticket, visits)
    total = quote.total
    return [
        events.ConsentRecorded(
            given=given, how=how, amount=total.amount, currency=total.currency, **ticket.due_times
        )
    ]


def forget_price(ticket: Ticket, *, now: datetime) -> None:
    """It was quoted for another decision; whoever pays is asked anew (PO-03)."""
    if ticket.quote is not None:
        ticket.quote = None
        ticket.clocks = ticket.clocks.resume_work(reason="customer", now=now)


def _quote_of(ticket: Ticket) -> Quote:
    if ticket.quote is None:
        raise refusals.QuoteMissing()
    return Quote.load(ticket.quote)


def _keep(ticket: Ticket, quote: Quote, now: datetime) -> list[Event]:
    ticket.quote = quote.dump()
    if quote.released_by:
        ticket.status = "quoted"
        ticket.clocks = ticket.clocks.pause_work(reason="customer", now=now)
    return [quote.event()]
